import { type ExitCode, exitCodes } from '../exit';
import type { ListOptions } from '../list-format';
import { printList } from '../output/list';
import { summaryJson } from '../output/sweep-json';
import { renderTable } from '../output/table';
import { isoTime } from '../output/time';
import { withSession } from '../session';
import { say, type Terminal } from '../terminal';

/** Every sweep of this account and region that the record knows, newest first. */
export async function listSweeps(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine }) => {
    const sweeps = [...(await engine.sweeps(terminal.interrupted))].sort((a, b) => b.createdAt - a.createdAt);
    const records = sweeps.map(summaryJson);
    printList(terminal, options, {
      json: records,
      records,
      fields: ['sweep_id', 'name', 'created_at', 'size'],
      table: () => {
        const header = terminal.stdoutIsScreen && sweeps.length > 0 ? [['SWEEP-ID', 'RUNS', 'CREATED']] : [];
        const rows = sweeps.map(({ id, size, createdAt }) => [id, String(size), isoTime(createdAt) ?? '-']);
        return renderTable([...header, ...rows]);
      },
    });
    if (sweeps.length === 0) say(terminal, 'No sweeps yet. Launch one with: spawn launch FILE');
    return exitCodes.done;
  });
}
