import { t } from '@vscode/l10n';
import type { Remains } from '../../agent/record';

/**
 * What a job left, in sentences; undefined if nothing.
 *
 * @param idle it has failed although its script succeeded, because it only started work in the background
 */
export function remainsText(remains: Remains, idle: boolean): string | undefined {
  const sentences = [
    unsentText(remains.unsent),
    uncollectedText(remains.uncollected),
    idle && remains.processes > 0 ? onlyStarted() : processesText(remains.processes),
  ].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** The same in a few words: `2 results not uploaded`. */
export const remainsInShort = ({ processes, uncollected, unsent }: Remains): readonly string[] => [
  ...(unsent === 0
    ? []
    : [unsent === 1 ? t('1 result not uploaded') : t('{0} results not uploaded', unsent)]),
  ...(uncollected === 0
    ? []
    : [uncollected === 1 ? t('1 file not collected') : t('{0} files not collected', uncollected)]),
  ...(processes === 0
    ? []
    : [processes === 1 ? t('1 process left running') : t('{0} processes left running', processes)]),
];

function unsentText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? t(
        "1 result couldn't be uploaded. Collect it while its instance exists: it might be lost ten minutes after the job ended.",
      )
    : t(
        "{0} results couldn't be uploaded. Collect them while their instance exists: they might be lost ten minutes after the job ended.",
        count,
      );
}

function uncollectedText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? t(
        "The script left 1 file that `results` doesn't include, so it isn't collected. The log of the run lists it.",
      )
    : t(
        "The script left {0} files that `results` doesn't include, so they aren't collected. The log of the run lists them.",
        count,
      );
}

const onlyStarted = (): string =>
  t(
    'The script only started work in the background, which ended with the instance. Wait for that work in the script, or write `wait: background` in the sweep file.',
  );

function processesText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? t(
        'When the script ended, 1 process that it had started was still running. The log of the run lists it.',
      )
    : t(
        'When the script ended, {0} processes that it had started were still running. The log of the run lists them.',
        count,
      );
}
