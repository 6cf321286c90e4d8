import { t } from '@vscode/l10n';
import { Argument, InvalidArgumentError } from 'commander';

/** An id as it is pasted, with blanks around it. An empty one is not found, as every other that does not exist. */
export const idArgument = (name: string, description: string): Argument =>
  new Argument(`<${name}>`, description).argParser((text: string) => text.trim());

/** The same, where there is a default. */
export const optionalIdArgument = (name: string, description: string): Argument =>
  new Argument(`[${name}]`, description).argParser((text: string) => text.trim());

/** What must not be empty, with blanks around it. */
export function pasted(text: string): string {
  const id = text.trim();
  if (id === '') throw new InvalidArgumentError(t('It must not be empty.'));
  return id;
}
