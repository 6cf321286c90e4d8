import { Argument, InvalidArgumentError } from 'commander';

/** An id as it is pasted, with blanks around it. */
export const idArgument = (name: string, description: string): Argument =>
  new Argument(`<${name}>`, description).argParser(pasted);

export function pasted(text: string): string {
  const id = text.trim();
  if (id === '') throw new InvalidArgumentError('It must not be empty.');
  return id;
}
