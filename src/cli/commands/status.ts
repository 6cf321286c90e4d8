import type { Engine } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { instanceJson, renderInstance } from '../output/instance';
import { renderSweep, sweepJson } from '../output/sweep';
import { withSession } from '../session';
import { print, printJson, type Terminal } from '../terminal';
import { tellAlerts } from './alerts';

export const isInstanceId = (text: string): boolean => /^i-[0-9a-f]+$/.test(text);

/** How a sweep, or one instance, stands. */
export async function status(id: string, options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const { engine } = session;
    if (isInstanceId(id)) {
      const instance = await findInstance(engine, id, terminal.interrupted);
      if (options.json) printJson(terminal, instanceJson(instance));
      else print(terminal, renderInstance(instance, terminal.clock.now()));
      return exitCodes.done;
    }
    const view = await engine.view(id, terminal.interrupted);
    const now = terminal.clock.now();
    if (options.json) printJson(terminal, sweepJson(view, now));
    else print(terminal, renderSweep(view, now, session));
    await tellAlerts([view], session, terminal);
    return exitCodes.done;
  });
}

/** @throws Failure not-found */
export async function findInstance(engine: Engine, id: string, signal: AbortSignal): Promise<Instance> {
  const found = (await engine.instances(signal)).find((instance) => instance.id === id);
  if (found !== undefined) return found;
  throw new Failure(
    'not-found',
    'NoSuchInstance',
    `There is no instance ${id} among those that Spawn launched here. EC2 forgets terminated ones within the hour; "spawn status SWEEP-ID" still knows its run.`,
  );
}
