import { t } from '@vscode/l10n';
import { UsageError } from './exit';
import type { GlobalOptions } from './options';

/** How a command prints a list. */
export const listFormats = ['table', 'json', 'csv'] as const;

export type ListFormat = (typeof listFormats)[number];

export interface ListOptions extends GlobalOptions {
  readonly format?: ListFormat;
}

/** `--json` is short for `--format json`. @throws UsageError if the two contradict each other */
export function formatOf({ format, json }: Pick<ListOptions, 'format' | 'json'>): ListFormat {
  if (json && format !== undefined && format !== 'json')
    throw new UsageError(t('--json and --format {0} contradict each other. Use one of them.', format));
  return json ? 'json' : (format ?? 'table');
}
