import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { isoTime, summaryJson } from '../output/sweep';
import { renderTable } from '../output/table';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

/** Every sweep of this account and region that the record knows, newest first. */
export async function listSweeps(options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine }) => {
    const sweeps = [...(await engine.sweeps(terminal.interrupted))].sort((a, b) => b.createdAt - a.createdAt);
    if (options.json) printJson(terminal, sweeps.map(summaryJson));
    else {
      const header = terminal.stdoutIsScreen && sweeps.length > 0 ? [['SWEEP-ID', 'RUNS', 'CREATED']] : [];
      const rows = sweeps.map(({ id, size, createdAt }) => [id, String(size), isoTime(createdAt) ?? '-']);
      print(terminal, renderTable([...header, ...rows]));
    }
    if (sweeps.length === 0) say(terminal, 'No sweeps yet. Launch one with: spawn launch --param-file FILE');
    return exitCodes.done;
  });
}
