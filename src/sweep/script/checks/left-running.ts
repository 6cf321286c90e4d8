import { t } from '@vscode/l10n';
import type { ScriptFacts } from '../facts';
import type { ShellNode, TextSpan } from '../shell';
import { literalOf } from '../words';
import type { ScriptFinding } from './script-finding';

/** Commands that end immediately, so that they don't wait for a job. */
const instant =
  /^(?:echo|printf|date|:|true|return|disown|spored|export|set|unset|cd|touch|ls|cat|chmod|mkdir|umask|trap|sleep\s+\d{1,2})(?=[\s;]|$)/;

/** Commands that end the script, or its instance. */
const ends =
  /^(?:exit|(?:sudo\s+)?(?:(?:systemctl\s+(?:\S+\s+)*)?(?:poweroff|halt)|shutdown|init\s+0)|aws\s+ec2\s+(?:terminate|stop)-instances)(?=[\s;]|$)/;

/** Programs that continue in the background, and the commands that wait for them. */
const detachingPrograms: readonly { readonly start: RegExp; readonly wait?: string }[] = [
  {
    start: /^tmux\s+new(?:-session)?\s(?:\S+\s+)*?-\w*d/,
    wait: 'while tmux has-session 2>/dev/null; do sleep 5; done',
  },
  {
    start: /^screen\s+(?:-\w*d\w*m|-d\s+-m|-m\s+-d)/,
    wait: 'while screen -ls | grep -q Detached; do sleep 5; done',
  },
  { start: /^(?:docker|podman)\s+run\s(?:\S+\s+)*?(?:-d\b|--detach\b)/ },
  { start: /^systemd-run\s(?!(?:\S+\s+)*?--(?:wait|scope|pty)\b)/ },
];

/** Background programs that never end: servers, monitors, endless loops. */
const serves =
  /^(?:(?:nohup|setsid|nice|exec|env|sudo)\s+)*(?:while\s+(?:true|:|sleep)|tail\s+(?:\S+\s+)*?-\w*[fF]|watch|top|htop|vmstat|iostat|mpstat|sar|dstat|pidstat|nvidia-smi\s+(?:dmon|pmon|.*-l)|tensorboard|jupyter|code-server|dockerd|redis-server|nginx|mlflow\s+(?:server|ui)|ollama\s+serve|vllm\s+serve|ray\s+start|ssh\s+(?:\S+\s+)*?-\w*N|python3?\s+-m\s+http\.server)(?=[\s;]|$)/;

/** Shells that take a script as an argument. */
const takesScript = /^(?:sudo\s+(?:\S+\s+)*)?(?:su|runuser|bash|sh)\b/;

/** Work that is still running when the script ends: the run counts as complete, and results are collected before they exist. */
export function leftRunning(facts: ScriptFacts, endsInstance: boolean): readonly ScriptFinding[] {
  const { broken, text, trees } = facts;
  const [tree] = trees;
  if (broken || tree === undefined) return [];
  const statements = tree.children.filter(
    ({ end, named, start, type }) => named && type !== 'comment' && !serves.test(text.slice(start, end)),
  );
  const last = statements.findLast((each) => backgroundIn(each, tree, text) !== undefined);
  const left = last === undefined ? undefined : backgroundIn(last, tree, text);
  if (last === undefined || left === undefined) return [];
  const after = statements.slice(statements.indexOf(last) + 1);
  const writtenOf = ({ end, start }: ShellNode): string => text.slice(start, end);
  if (after.some((each) => !instant.test(writtenOf(each)) && !ends.test(writtenOf(each)))) return [];
  if (facts.commands.some(({ name, start }) => name === 'wait' && start >= last.start)) return [];
  const end = after.find((each) => ends.test(writtenOf(each)));
  return [
    {
      code: 'left-running',
      severity: 'warning',
      message: endsInstance
        ? t(
            'The script ends while this is still running, so the run is considered complete, its results are collected too early, and the instance ends. Wait for it here, or with `wait: background` in the sweep file.',
          )
        : t(
            'The script ends while this is still running, so the run is considered complete, and its results are collected too early. Wait for it here, or with `wait: background` in the sweep file.',
          ),
      span: left.span,
      fixes: fixesOf(left, end, text),
    },
  ];
}

interface Background {
  readonly span: TextSpan;
  /** The line that waits for it; undefined if there is none. */
  readonly wait: string | undefined;
  /** An ampersand in a text that is passed to another shell. */
  readonly within?: TextSpan;
}

/** Jobs that a top-level statement of the script leaves running. */
function backgroundIn(statement: ShellNode, tree: ShellNode, text: string): Background | undefined {
  const written = text.slice(statement.start, statement.end);
  const span = { start: statement.start, end: statement.end };
  const place = tree.children.indexOf(statement);
  if (tree.children[place + 1]?.type === '&') return { span, wait: 'wait $!' };
  const detached = detachingPrograms.find(({ start }) => start.test(written));
  if (detached !== undefined) return { span, wait: detached.wait };
  if (takesScript.test(written)) {
    const within = ampersandWithin(statement, text);
    return within === undefined ? undefined : { span, wait: undefined, within };
  }
  // The callers of a function are unknown, and a group in brackets does not wait for jobs either.
  const loop = /_statement$|^list$|^subshell$/.test(statement.type) ? jobsIn(statement, text) : 0;
  return loop === 0 ? undefined : { span: headOf(span, text), wait: 'wait' };
}

/** Jobs that a loop or a condition starts without waiting for them. */
function jobsIn(node: ShellNode, text: string): number {
  if (node.type === 'function_definition' || node.type === 'command_substitution') return 0;
  return node.children.reduce((sum, child) => sum + (child.type === '&' ? 1 : jobsIn(child, text)), 0);
}

const headOf = ({ start, end }: TextSpan, text: string): TextSpan => {
  const line = text.indexOf('\n', start);
  return { start, end: line === -1 ? end : Math.min(line, end) };
};

/** The ampersand at the end of a quoted script: `su - ec2-user -c "train &"`. */
function ampersandWithin(statement: ShellNode, text: string): TextSpan | undefined {
  const argument = lastArgument(statement);
  if (argument === undefined || !/^(?:raw_string|string)$/.test(argument.type)) return undefined;
  const inside = text.slice(argument.start + 1, argument.end - 1);
  const match = /(?<![&|>])\s*&\s*$/.exec(inside);
  if (match === null || (argument.type === 'string' && literalOf(argument, text).text === ''))
    return undefined;
  const start = argument.start + 1 + match.index;
  return { start, end: argument.end - 1 };
}

function lastArgument(node: ShellNode): ShellNode | undefined {
  const command = node.type === 'redirected_statement' ? node.children[0] : node;
  return command?.children.findLast(({ field }) => field === 'argument');
}

function fixesOf(
  { wait, within }: Background,
  end: ShellNode | undefined,
  text: string,
): ScriptFinding['fixes'] {
  if (within !== undefined)
    return [{ title: t('Wait for it: remove the `&`'), edits: [{ span: within, newText: '' }] }];
  if (wait === undefined) return [];
  const title = t('Wait for it: add `{0}`', wait);
  const last = text.trimEnd().length;
  return end === undefined
    ? [{ title, edits: [{ span: { start: last, end: last }, newText: `\n${wait}` }] }]
    : [{ title, edits: [{ span: { start: end.start, end: end.start }, newText: `${wait}\n` }] }];
}
