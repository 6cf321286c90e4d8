import type { ExitCode } from '../exit';
import { exitCodes } from '../exit';
import { lastLinesOf } from '../last-lines';
import { canRedraw } from '../live-text';
import type { GlobalOptions } from '../options';
import { screenOf } from '../output/screen';
import { renderSweep } from '../output/sweep';
import { sweepJson } from '../output/sweep-json';
import { sweepIdFor } from '../reference';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';
import { whileDriving } from './driving';
import { continues, watchSweep } from './wait';

/** Launches the further attempts of a sweep's runs until every job has ended. Exit code 0: all of them succeeded. */
export async function drive(id: string, options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const sweepId = await sweepIdFor(id, session.engine, terminal.interrupted);
    const first = await session.engine.view(sweepId, terminal.interrupted);
    const isLive = options.json !== true;
    const { left, view } = await whileDriving(session, sweepId, terminal, () =>
      watchSweep(session, first, terminal, isLive),
    );
    const now = terminal.clock.now();
    if (left) {
      for (const line of continues(view, session.flags)) say(terminal, line);
      return exitCodes.interrupted;
    }
    if (options.json) printJson(terminal, sweepJson(view, now));
    else if (!canRedraw(terminal)) {
      const lastLines = await lastLinesOf(view, session.engine, terminal.interrupted);
      print(terminal, renderSweep(view, now, session, screenOf(terminal), { lastLines }));
    }
    return view.runs.every(({ state }) => state === 'succeeded') ? exitCodes.done : exitCodes.failed;
  });
}
