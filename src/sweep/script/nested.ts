import type { ScriptFacts } from './facts';
import { languageOfProgram } from './languages';
import type { ShellNode, TextSpan } from './shell';
import { type Literal, literalOf } from './words';

/** Shell commands that are text in a script: `bash -c '…'`, `trap '…' EXIT`, a here-document for a shell. */
export interface NestedScript extends TextSpan {
  /** In double quotes: its own expansions are escaped with a backslash. */
  readonly escaped: boolean;
}

/** Commands whose argument after `-c` is run by a shell. */
const withCommand: ReadonlySet<string> = new Set(['su', 'runuser', 'sg', 'flock', 'script']);
/** Commands that run in another environment: variables that are set here aren't set there. */
const elsewhere: ReadonlySet<string> = new Set([
  'ssh',
  'docker',
  'podman',
  'nerdctl',
  'kubectl',
  'nsenter',
  'lxc',
]);

/** The scripts within a script that have access to its variables. */
export function nestedScripts({ commands, hereDocuments, text }: ScriptFacts): readonly NestedScript[] {
  const nested: NestedScript[] = [];
  const add = (argument: ShellNode | undefined): void => {
    if (argument === undefined) return;
    const literal = argument.type === 'string' ? undefined : literalOf(argument, text);
    if (literal === undefined)
      nested.push({ start: argument.start + 1, end: argument.end - 1, escaped: true });
    else if (isText(argument, literal))
      nested.push({ start: literal.start, end: literal.start + literal.text.length, escaped: false });
  };
  for (const { name, args } of commands) {
    if (elsewhere.has(name)) continue;
    if (name === 'eval') for (const argument of args) add(argument);
    else if (name === 'trap')
      add(args.find((argument) => !/^-/.test(text.slice(argument.start, argument.end))));
    else add(commandArgument(name, args, text));
  }
  for (const { language, quoted, body } of hereDocuments)
    if (language === 'shell') nested.push({ ...body, escaped: !quoted });
  return nested;
}

const isText = (argument: ShellNode, { whole }: Literal): boolean => argument.type === 'raw_string' && whole;

/** The argument after the `-c` of a shell, with any wrapper: `sudo -u x bash -lc '…'`. */
function commandArgument(name: string, args: readonly ShellNode[], text: string): ShellNode | undefined {
  let shell = withCommand.has(name) || languageOfProgram(name) === 'shell';
  for (const [at, argument] of args.entries()) {
    const word = text.slice(argument.start, argument.end);
    if (shell && /^-\w*c$/.test(word)) return args[at + 1];
    shell ||= languageOfProgram(word) === 'shell';
  }
  return undefined;
}
