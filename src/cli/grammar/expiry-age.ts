import { t } from '@vscode/l10n';
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../sweep/duration';

/** `90d` in seconds, at least one day; `never` is 0. */
export function expiryAge(text: string): number {
  if (text.trim() === 'never') return 0;
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < 86_400)
    throw new InvalidArgumentError(t('It must be "never", or a duration of a day or more, such as 90d.'));
  return seconds;
}
