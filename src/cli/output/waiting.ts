import { t } from '@vscode/l10n';
import type { SweepView } from '../../engine/view';
import { plain } from './plain';

/** What follows for runs that need another attempt once nothing drives their sweep; undefined: none of them can. */
export function waitingNote(
  { finished, id, retries, waitingRetries = 0 }: SweepView,
  flags: string,
): string | undefined {
  if (finished || (retries !== true && waitingRetries === 0)) return undefined;
  const command = `spawn drive ${plain(id)}${flags}`;
  return waitingRetries === 0
    ? t('A run that needs another attempt waits, at no cost, until you run: {0}', command)
    : waitingRetries === 1
      ? t('1 run waits for another attempt, at no cost. To launch it: {0}', command)
      : t('{0} runs wait for another attempt, at no cost. To launch them: {1}', waitingRetries, command);
}
