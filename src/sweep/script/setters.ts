import type { ShellNode, TextSpan } from './shell';
import { literalOf, nameIn } from './words';

/** The variables that a builtin sets by name. */
export interface VariableSetter {
  /** Spans of names that are written out. */
  readonly names: readonly TextSpan[];
  /** A name is only known at runtime. */
  readonly dynamic: boolean;
}

const nothing: VariableSetter = { names: [], dynamic: false };

/** Options of builtins that take a word, joined or after a space. */
const wordOptions: Readonly<Record<string, string>> = {
  read: 'adinNptu',
  mapfile: 'dnOsuCc',
  readarray: 'dnOsuCc',
  wait: 'p',
  printf: 'v',
};

/** Builtins that declare each of their arguments. */
const declaring: ReadonlySet<string> = new Set([
  ...['export', 'declare', 'typeset', 'local', 'readonly', 'unset'],
]);

/** Shell functions of environment managers: the variables that they set don't appear in the script. */
const environments: ReadonlySet<string> = new Set([
  ...['module', 'ml', 'spack', 'conda', 'mamba', 'micromamba', 'nvm', 'workon', 'asdf', 'sdk', 'direnv'],
]);

/** Commands that run text which can set any variable. */
export const runsText = (command: string): boolean =>
  command === '.' || command === 'source' || command === 'eval' || environments.has(command);

/** The variables that a command sets by its arguments. */
export function settingOf(command: string, args: readonly ShellNode[], script: string): VariableSetter {
  if (declaring.has(command)) return declared(args, script, command === 'unset');
  const withWord = wordOptions[command];
  if (withWord === undefined && command !== 'getopts') return nothing;
  const { options, rest } = optionsOf(args, script, withWord ?? '');
  switch (command) {
    case 'read':
      return setting(
        [...options.filter(({ letter }) => letter === 'a').map(({ word }) => word), ...rest],
        script,
      );
    case 'mapfile':
    case 'readarray':
      return setting(rest.slice(0, 1), script);
    case 'getopts':
      return setting(rest.slice(1, 2), script);
    default:
      return setting(
        options.map(({ word }) => word),
        script,
      );
  }
}

/** Names in `declare`, `export`, and similar builtins; functions (with `-f`) aren't included. */
export function declared(args: readonly ShellNode[], script: string, unset = false): VariableSetter {
  const flags = args.map((argument) => literalOf(argument, script).text).filter((text) => /^[-+]/.test(text));
  if (flags.some((flag) => /^-\w*[fF]/.test(flag))) return nothing;
  const { names, dynamic } = setting(
    args.filter((argument) => !/^[-+]/.test(literalOf(argument, script).text)),
    script,
  );
  return { names, dynamic: dynamic && !unset };
}

function setting(words: readonly (ShellNode | undefined)[], script: string): VariableSetter {
  const names: TextSpan[] = [];
  let dynamic = false;
  for (const word of words) {
    if (word === undefined) continue;
    const name = nameIn(literalOf(word, script));
    if (name === 'dynamic') dynamic = true;
    else if (name !== undefined) names.push(name);
  }
  return { names, dynamic };
}

interface Option {
  readonly letter: string;
  readonly word: ShellNode | undefined;
}

/** `-ra words -p 'Name: ' who`: the options that take a word, and the words after all options. */
function optionsOf(
  args: readonly ShellNode[],
  script: string,
  withWord: string,
): { readonly options: readonly Option[]; readonly rest: readonly ShellNode[] } {
  const options: Option[] = [];
  let at = 0;
  for (; at < args.length; at++) {
    const argument = args[at];
    if (argument === undefined) break;
    const { text } = literalOf(argument, script);
    if (text === '--') return { options, rest: args.slice(at + 1) };
    if (!/^-\w/.test(text)) break;
    const taking = [...text.slice(1)].findIndex((letter) => withWord.includes(letter));
    if (taking === -1) continue;
    // Joined: `-t5`. Otherwise, the next word is the value.
    const joined = taking + 2 < text.length || !literalOf(argument, script).whole;
    options.push({ letter: text[taking + 1] ?? '', word: joined ? undefined : args[at + 1] });
    if (!joined) at++;
  }
  return { options, rest: args.slice(at) };
}

/** A command without its prefix: `command`, `builtin`. `undefined` if it runs nothing: `command -v x`. */
export function plainCommand(
  name: string,
  args: readonly ShellNode[],
  script: string,
): { readonly name: string; readonly args: readonly ShellNode[] } | undefined {
  if (name !== 'command' && name !== 'builtin' && name !== 'time') return { name, args };
  for (const [at, argument] of args.entries()) {
    const { text } = literalOf(argument, script);
    if (/^-\w*[vV]/.test(text)) return undefined;
    if (!text.startsWith('-')) return plainCommand(text, args.slice(at + 1), script);
  }
  return { name, args: [] };
}
