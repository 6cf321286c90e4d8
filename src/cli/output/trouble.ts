import { t } from '@vscode/l10n';
import { shellWord } from '../../engine/connect/shell-word';
import type { RunView, SweepView } from '../../engine/view';
import { counted } from './counted';
import { plain } from './plain';
import { stateOf } from './run-state';
import type { Screen } from './screen';
import { runInTrouble } from './state-mark';
import type { Reach } from './sweep-cost';
import { cut } from './table';

/** The maximum number; the others are counted, since the first ones usually show their cause, too. */
export const mostTroubles = 3;

/** Failures, with the last log line of a failed run, and where to find more. Runs with the same reason are one line. */
export function troubleLines(
  { id, runs }: SweepView,
  { flags }: Reach,
  { columns, paint }: Screen,
  lastLines: ReadonlyMap<string, string>,
): readonly string[] {
  const said = new Map<string, RunView[]>();
  for (const run of runs) {
    const text = reasonOf(run, lastLines);
    if (text === undefined) continue;
    const alike = said.get(text);
    if (alike === undefined) said.set(text, [run]);
    else alike.push(run);
  }
  const groups = [...said];
  const lines = groups.slice(0, mostTroubles).map(([text, [first, ...others]]) => {
    const name = plain(first?.name ?? '');
    const who =
      others.length === 0
        ? name
        : counted(others.length, t('{0} and 1 other', name), t('{0} and {1} others', name, others.length));
    return `  ${who}: ${text}`;
  });
  const more = groups.slice(mostTroubles).reduce((sum, [, alike]) => sum + alike.length, 0);
  if (more > 0) lines.push(`  ${counted(more, t('and 1 other'), t('and {0} others', more))}`);
  const failed = runs.find(({ state }) => state === 'failed');
  return [
    ...(columns === undefined ? lines : lines.map((line) => cut(line, columns))),
    ...(failed === undefined
      ? []
      : [paint.dim(`  spawn logs ${plain(id)} ${shellWord(plain(failed.name))}${flags}`)]),
  ];
}

/** Names of the runs whose last log line `troubleLines` needs. */
export const failedRuns = (runs: readonly RunView[]): readonly RunView[] =>
  runs.filter(({ state }) => state === 'failed').slice(0, mostTroubles);

function reasonOf(run: RunView, lastLines: ReadonlyMap<string, string>): string | undefined {
  const line = run.state === 'failed' ? lastLines.get(run.name) : undefined;
  if (line !== undefined && line !== '') return `${plain(stateOf(run))}: ${plain(line)}`;
  if (run.reason !== undefined) return plain(run.reason);
  return runInTrouble(run) ? plain(stateOf(run)) : undefined;
}
