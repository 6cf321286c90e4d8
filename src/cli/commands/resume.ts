import type { ExitCode } from '../exit';
import type { GlobalOptions } from '../options';
import { sweepIdFor } from '../reference';
import { withSession } from '../session';
import type { Terminal } from '../terminal';
import { carryOut } from './carry-out';

/** Launches the runs of a sweep that an interrupted launch left; never launches a run twice. */
export async function resume(
  id: string,
  options: GlobalOptions & { readonly wait?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const sweepId = await sweepIdFor(id, session.engine, terminal.interrupted);
    const before = await session.engine.view(sweepId, terminal.interrupted);
    return carryOut({
      session,
      options,
      terminal,
      sweepId,
      before,
      act: (onProgress) => session.engine.resume(sweepId, onProgress, terminal.interrupted),
    });
  });
}
