import { t } from '@vscode/l10n';
import type { Remains } from '../../agent/record';

/**
 * What a job left, in sentences; undefined where it left nothing.
 *
 * @param idle it has failed although its script ended well: it did nothing but start work
 */
export function remainsText(remains: Remains, idle: boolean): string | undefined {
  const sentences = [
    unsentText(remains.unsent),
    uncollectedText(remains.uncollected),
    idle && remains.processes > 0 ? onlyStarted() : processesText(remains.processes),
  ].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** The same in a few words each: `2 results not uploaded`. */
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
        '1 result could not be uploaded. Collect it while its instance is there: from ten minutes after the job on it may be gone.',
      )
    : t(
        '{0} results could not be uploaded. Collect them while their instance is there: from ten minutes after the job on they may be gone.',
        count,
      );
}

function uncollectedText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? t('The script left 1 file that results does not name: it is not collected. Its log says which.')
    : t(
        'The script left {0} files that results does not name: they are not collected. Its log says which.',
        count,
      );
}

const onlyStarted = (): string =>
  t(
    'The script did nothing but start work in the background, which ended with the instance. Let it wait for that work, or write `wait: background` in the sweep file.',
  );

function processesText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? t('When the script ended, 1 process that it had started still worked. Its log says which.')
    : t('When the script ended, {0} processes that it had started still worked. Its log says which.', count);
}
