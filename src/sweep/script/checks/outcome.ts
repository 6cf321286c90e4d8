import { t } from '@vscode/l10n';
import type { ScriptFacts } from '../facts';
import { shebangOf } from '../languages';
import { nextLine } from '../scan';
import type { ShellNode } from '../shell';
import type { ScriptFinding } from './script-finding';

/** Commands that don't fail, or whose failure has no effect on results. */
const harmless =
  /^(?:echo|printf|:|true|set|export|readonly|declare|local|trap|sleep|umask|ulimit|shopt|date|hostname|spored)\b/;
const reportsSuccess = /^(?:\S*\/)?spored\s+complete\s+(?:.*\s)?--status(?:\s+|=)["']?succe(?:ss|eded)\b/;

/** A script that continues after an error and always reports success in its last line. */
export function hiddenFailures(facts: ScriptFacts): readonly ScriptFinding[] {
  const { text, stopsAtErrors, broken, trees } = facts;
  if (stopsAtErrors || broken) return [];
  const source = (node: ShellNode): string => text.slice(node.start, node.end);
  const statements = (trees[0]?.children ?? []).filter(({ type, named }) => named && type !== 'comment');
  const last = statements.findLast((node) => !/^exit(?:\s+0)?$/.test(source(node)));
  if (last?.type !== 'command' || !reportsSuccess.test(source(last))) return [];
  const handled = facts.commands.some(
    ({ name, start, end }) => name === 'trap' && /\bERR\b/.test(text.slice(start, end)),
  );
  const failing = statements.find((node) => node !== last && canFail(node, source(node)));
  if (failing === undefined || handled) return [];
  const start = shebangOf(text) === undefined ? 0 : nextLine(text, 0);
  return [
    {
      code: 'hidden-failure',
      severity: 'information',
      message: t(
        'The run is reported as succeeded even if `{0}` fails: the script continues after an error, and this line still reports success. With `set -e`, it stops at the error, and the run is reported as failed.',
        headOf(source(failing)),
      ),
      span: { start: last.start, end: last.end },
      fixes: [
        {
          title: t('Stop the script at the first error: add `set -e`'),
          edits: [{ span: { start, end: start }, newText: 'set -e\n' }],
        },
      ],
    },
  ];
}

/** Whether a statement can fail without a check. */
function canFail({ type }: ShellNode, source: string): boolean {
  const runs =
    type === 'command' || type === 'pipeline' || type === 'redirected_statement' || type === 'subshell';
  return runs && !harmless.test(source);
}

/** The first words of a command, short enough for a sentence. */
function headOf(source: string): string {
  const [line = ''] = source.split('\n');
  const words = line.split(/\s+/).slice(0, 3).join(' ');
  return words.length > 40 ? `${words.slice(0, 40)}…` : words;
}
