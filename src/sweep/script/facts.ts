import { endlessStatement } from './endless';
import { type HereDocument, hereDocumentOf } from './here-document';
import { isShellScript, shebangOf } from './languages';
import { openingOf, runsAsShell } from './opening';
import { scanShell } from './scan';
import type { Command, VariableRead, VariableWrite } from './script-notes';
import type { ShellNode, ShellParser, TextSpan } from './shell';
import { Walk } from './walk';
import { literalOf } from './words';

export type { Command, VariableRead, VariableWrite } from './script-notes';

/** The behavior of a shell script, as far as static analysis can tell. */
export interface ScriptFacts {
  readonly text: string;
  /** The script without here-documents, then the expansions in each of them. */
  readonly trees: readonly ShellNode[];
  /** Part of it could not be parsed, so the facts may be incomplete or wrong. */
  readonly broken: boolean;
  readonly reads: readonly VariableRead[];
  readonly writes: readonly VariableWrite[];
  readonly hereDocuments: readonly HereDocument[];
  readonly commands: readonly Command[];
  /** Bodies of functions, by name. */
  readonly functions: ReadonlyMap<string, TextSpan>;
  /** Variables that are set without an explicit assignment. */
  readonly implied: readonly string[];
  /** Sources or evaluates text that can set any variable. */
  readonly openEnded: boolean;
  /** `set -e`: the first command that fails ends the script. */
  readonly stopsAtErrors: boolean;
  /** A statement that nothing follows: an endless loop, `sleep infinity`. */
  readonly endless: TextSpan | undefined;
}

/** Facts of a shell script; undefined if another program runs it. */
export function scriptFactsOf(text: string, parser: ShellParser): ScriptFacts | undefined {
  if (!isShellScript(text) || !runsAsShell(openingOf(text))) return undefined;
  const scan = scanShell(text);
  const hereDocuments = scan.hereTexts.map((here) => hereDocumentOf(here, text));
  const tree = parser.parse(scan.masked);
  const bodies = hereDocuments.flatMap((here) => expandedIn(here, text, parser) ?? []);
  const walk = new Walk(text);
  for (const each of [tree, ...bodies]) walk.visit(each);
  for (const span of scan.arithmetic) walk.sum(span);
  const { notes } = walk;
  notes.finish();
  const { commands, functions } = notes;
  const stopsAtErrors = setsErrexit(commands, text);
  const broken = notes.broken || !scan.complete;
  return {
    text,
    trees: [tree, ...bodies],
    broken,
    reads: inOrder(notes.reads),
    writes: inOrder([
      ...notes.writes,
      ...scan.names.map((span) => ({ ...span, name: text.slice(span.start, span.end), passed: false })),
    ]),
    hereDocuments,
    commands,
    functions,
    implied: [...scan.implied, ...notes.implied],
    openEnded: notes.openEnded,
    stopsAtErrors,
    endless: broken ? undefined : endlessStatement({ tree, text, functions, stopsAtErrors }),
  };
}

function inOrder<T extends TextSpan>(spans: readonly T[]): readonly T[] {
  return [...spans].sort((a, b) => a.start - b.start);
}

/** The expansions in a here-document, parsed as double-quoted text, except for its quotes. */
function expandedIn(
  { quoted, body }: HereDocument,
  text: string,
  parser: ShellParser,
): ShellNode | undefined {
  const written = text.slice(body.start, body.end);
  if (quoted || !/[$`]/.test(written)) return undefined;
  return moved(parser.parse(`"${written.replaceAll('"', ' ')}"`), body.start - 1);
}

const moved = (node: ShellNode, by: number): ShellNode => ({
  ...node,
  start: node.start + by,
  end: node.end + by,
  children: node.children.map((child) => moved(child, by)),
});

function setsErrexit(commands: readonly Command[], text: string): boolean {
  const options = shebangOf(text)?.options ?? [];
  if (options.some((option) => /^-\w*e/.test(option))) return true;
  return commands.some(({ name, args }) => {
    if (name !== 'set') return false;
    const words = args.map((argument) => literalOf(argument, text).text);
    const end = words.indexOf('--');
    const flags = end === -1 ? words : words.slice(0, end);
    return flags.some(
      (word, at) => /^-\w*e/.test(word) || (word === 'errexit' && /^-\w*o$/.test(flags[at - 1] ?? '')),
    );
  });
}
