import { UsageError } from './exit';
import type { GlobalOptions } from './options';

/** How a command prints a list. */
export const listFormats = ['table', 'json', 'csv'] as const;

export type ListFormat = (typeof listFormats)[number];

export interface ListOptions extends GlobalOptions {
  readonly format?: ListFormat;
}

/** `--json` is short for `--format json`. @throws UsageError where the two contradict each other */
export function formatOf({ format, json }: Pick<ListOptions, 'format' | 'json'>): ListFormat {
  if (json && format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} contradict each other: write one of them.`);
  return json ? 'json' : (format ?? 'table');
}
