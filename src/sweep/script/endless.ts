import type { ShellNode, TextSpan } from './shell';

/** A script that is searched for an endless statement. */
export interface Statements {
  readonly tree: ShellNode;
  readonly text: string;
  /** Bodies of the script's functions, by name. */
  readonly functions: ReadonlyMap<string, TextSpan>;
  /** `set -e`: the first command that fails ends the script. */
  readonly stopsAtErrors: boolean;
}

/** Words that leave a loop, end the script, or shut down the machine. */
const leavesPattern =
  /\b(?:break|exit|return|exec|eval|source|shutdown|poweroff|reboot|halt|init|kill|pkill|killall|(?:terminate|stop)-instances)\b|(?<=^|[\s;&|])\.\s|\$\{\w+:?\?/m;
/** Commands that never fail: `set -e` doesn't end a loop of only these. */
const neverFails = /^(?:sleep|echo|printf|true|:|date|continue|set|local|export|declare|wait)$/;

/** A top-level statement of the script that never ends. */
export function endlessStatement(statements: Statements): TextSpan | undefined {
  const { tree, text } = statements;
  // A background job or a trap can end the script from outside.
  if (endsFromOutside(statements)) return undefined;
  for (const [index, child] of tree.children.entries()) {
    // A background job does not block the script.
    if (tree.children[index + 1]?.type === '&') continue;
    const statement = child.type === 'redirected_statement' ? (child.children[0] ?? child) : child;
    const written = text.slice(statement.start, statement.end);
    if (statement.type === 'command' && waitsForever(written)) return { start: child.start, end: child.end };
    const head = headPattern.exec(written);
    const loop = statement.type === 'while_statement' || statement.type === 'c_style_for_statement';
    if (loop && head !== null && !isLeft(statement, statements))
      return { start: child.start, end: child.start + head[0].trimEnd().length };
  }
  return undefined;
}

const headPattern =
  /^(?:while\s+(?:true|:|\[\s+(?:1|true)\s+\]|\[\[\s+(?:1|true)\s+\]\]|\(\(\s*1\s*\)\))|until\s+false|for\s*\(\(\s*;\s*;\s*\)\))\s*(?:;|\n|do)/;

/** `tail -f` follows a file forever, unless `--pid` names a process to end with. */
const waitsForever = (command: string): boolean =>
  /^(?:sleep\s+(?:infinity|inf)\b|tail\s+(?:\S+\s+)*?(?:-[a-zA-Z]*[fF]|--follow)\b)/.test(command) &&
  !/\s--pid\b/.test(command);

function endsFromOutside({ tree, text, functions }: Statements): boolean {
  let jobs = '';
  const visit = (node: ShellNode): void => {
    for (const [index, child] of node.children.entries()) {
      if (node.children[index + 1]?.type === '&') jobs += `${text.slice(child.start, child.end)}\n`;
      const isTrap = child.type === 'command' && /^trap\s/.test(text.slice(child.start, child.end));
      if (isTrap && !/\s(?:EXIT|0)\s*$/.test(text.slice(child.start, child.end)))
        jobs += `${text.slice(child.start, child.end)}\n`;
      visit(child);
    }
  };
  visit(tree);
  return jobs !== '' && leaves(jobs, functions, text, new Set());
}

/** Whether text can leave a loop: by itself, or by a function that it calls. */
function leaves(
  written: string,
  functions: ReadonlyMap<string, TextSpan>,
  text: string,
  seen: ReadonlySet<string>,
): boolean {
  if (leavesPattern.test(written)) return true;
  for (const [name, body] of functions) {
    if (seen.has(name) || !new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`).test(written)) continue;
    if (leaves(text.slice(body.start, body.end), functions, text, new Set([...seen, name]))) return true;
  }
  return false;
}

const escaped = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

function isLeft(loop: ShellNode, statements: Statements): boolean {
  const { text, functions, stopsAtErrors } = statements;
  const written = text.slice(loop.start, loop.end);
  if (leaves(written, functions, text, new Set())) return true;
  const body = loop.children.find(({ type }) => type === 'do_group');
  if (!stopsAtErrors || body === undefined) return false;
  return commandsIn(body, text).some((name) => !neverFails.test(name));
}

function commandsIn(node: ShellNode, text: string): readonly string[] {
  const own =
    node.type === 'command_name'
      ? [text.slice(node.start, node.end)]
      : node.type === 'test_command' || node.children.some(({ type }) => type === '((')
        ? ['test']
        : [];
  return [...own, ...node.children.flatMap((child) => commandsIn(child, text))];
}
