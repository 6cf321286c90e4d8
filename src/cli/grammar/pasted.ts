import { t } from '@vscode/l10n';
import { Argument, InvalidArgumentError } from 'commander';

/** An ID with surrounding spaces removed. An empty one isn't found, like any other ID that doesn't exist. */
export const idArgument = (name: string, description: string): Argument =>
  new Argument(`<${name}>`, description).argParser((text: string) => text.trim());

/** The same, with a default. */
export const optionalIdArgument = (name: string, description: string): Argument =>
  new Argument(`[${name}]`, description).argParser((text: string) => text.trim());

/** A value that must not be empty, with surrounding spaces removed. */
export function pasted(text: string): string {
  const id = text.trim();
  if (id === '') throw new InvalidArgumentError(t('It must not be empty.'));
  return id;
}
