import { t } from '@vscode/l10n';
import type { SweepSummary } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import { hint } from '../hint';
import { formatOf, type ListOptions } from '../list-format';
import { counted } from '../output/counted';
import { printList } from '../output/list';
import { plain } from '../output/plain';
import { screenOf } from '../output/screen';
import { summaryJson } from '../output/sweep-json';
import { type ListedSweep, renderSweepLines, renderSweepList } from '../output/sweep-list';
import { type CliSession, withSession } from '../session';
import { knownViews } from '../sweep-views';
import { say, type Terminal } from '../terminal';

export interface ListSweepsOptions extends ListOptions {
  /** Every sweep, regardless of the length of the list. */
  readonly all?: boolean;
}

/** The number of newest sweeps whose status is requested; `--all` includes the others. */
const newest = 20;

/** The recorded sweeps of this account and region, newest first; on a screen, with their status. */
export async function listSweeps(options: ListSweepsOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const { engine, flags } = session;
    const sweeps = [...(await engine.sweeps(terminal.interrupted))].sort((a, b) => b.createdAt - a.createdAt);
    const records = sweeps.map(summaryJson);
    const screen = screenOf(terminal);
    const readable = screen.isScreen && formatOf(options) === 'table';
    const shown = readable && !options.all ? sweeps.slice(0, newest) : sweeps;
    const listed = readable
      ? await withStatus(shown, session, terminal)
      : shown.map((summary) => ({ summary }));
    printList(terminal, options, {
      json: records,
      records,
      fields: ['sweep_id', 'name', 'created_at', 'size'],
      table: () =>
        readable ? renderSweepList(listed, terminal.clock.now(), screen) : renderSweepLines(listed, screen),
    });
    if (sweeps.length === 0) say(terminal, t('No sweeps yet. To launch one: {0}', 'spawn launch FILE'));
    const others = sweeps.length - shown.length;
    const all = `spawn list-sweeps --all${flags}`;
    if (others > 0)
      say(terminal, counted(others, t('1 older sweep: {0}', all), t('{0} older sweeps: {1}', others, all)));
    if (readable) nextStep(listed, flags, terminal);
    return exitCodes.done;
  });
}

async function withStatus(
  sweeps: readonly SweepSummary[],
  { engine }: CliSession,
  terminal: Terminal,
): Promise<readonly ListedSweep[]> {
  const ids = sweeps.map(({ id }) => id);
  const views = new Map((await knownViews(engine, ids, terminal.interrupted)).map((view) => [view.id, view]));
  return sweeps.map((summary) => ({ summary, view: views.get(summary.id) }));
}

/** The next command: one that ends a finished sweep's instances, or the status of the newest sweep. */
function nextStep(listed: readonly ListedSweep[], flags: string, terminal: Terminal): void {
  const idle = listed.find(({ view }) => view?.finished === true && view.runs.some(({ billing }) => billing));
  const [first] = listed;
  if (idle !== undefined)
    hint(terminal, t('To end what still costs: {0}', `spawn cancel ${plain(idle.summary.id)}${flags}`));
  else if (first !== undefined)
    hint(terminal, t('To see its runs: {0}', `spawn status ${plain(first.summary.id)}${flags}`));
}
