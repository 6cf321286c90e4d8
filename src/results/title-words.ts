/**
 * The words of a metric's name, in lower case, by segment: `train/lossEpoch_2` is [[train], [loss, epoch, 2]]. Slashes and
 * dots divide segments; other punctuation, a change of case, and a digit after a letter divide words. `@` is the word `at`.
 */
export function wordsOf(title: string): readonly (readonly string[])[] {
  return segmentsOf(title)
    .map((segment) =>
      segment
        .replaceAll('@', ' at ')
        .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
        .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
        .replace(/(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, '$1$2 ')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== ''),
    )
    .filter((words) => words.length > 0);
}

/** The parts between slashes, and between dots that aren't decimal points. */
export const segmentsOf = (title: string): readonly string[] =>
  title.split(/\/|\.(?!\d)|(?<!\d)\./).filter((segment) => segment !== '');
