import type { Check } from '../../engine/doctor/check';
import { machineChecks } from '../../engine/doctor/machine-checks';
import { Failure } from '../../engine/failure';
import { findLocalCloud } from '../../provider/local';
import { type ExitCode, exitCodes } from '../exit';
import { connectionSettings, type GlobalOptions } from '../options';
import { renderChecks } from '../output/checks';
import { screenOf } from '../output/screen';
import { withSession } from '../session';
import { defaultsFor } from '../sweep-defaults';
import { print, printJson, type Terminal } from '../terminal';

export interface DoctorOptions extends GlobalOptions {
  readonly instanceType?: string;
}

/** Reports what prevents launches, and how to fix it. Creates nothing, and starts no local cloud. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<ExitCode> {
  const [cloud, machine] = await Promise.all([cloudChecks(options, terminal), machineChecks()]);
  const checks = [...cloud, ...machine];
  if (options.json)
    printJson(
      terminal,
      checks.map(({ message, name, verdict }) => ({ check: name, verdict, message })),
    );
  else print(terminal, renderChecks(checks, screenOf(terminal)));
  return checks.some(({ verdict }) => verdict === 'problem') ? exitCodes.failed : exitCodes.done;
}

async function cloudChecks(options: DoctorOptions, terminal: Terminal): Promise<readonly Check[]> {
  const { provider } = connectionSettings(options, terminal);
  if (provider === 'local' && (await findLocalCloud()) === undefined) return [];
  try {
    return await withSession(options, terminal, ({ engine, region }) =>
      engine.checkUp(options.instanceType ?? defaultsFor(region).instanceType, terminal.interrupted),
    );
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
    const name = error.code === 'NoRegion' ? 'region' : 'credentials';
    return [{ name, verdict: 'problem', message: error.message }];
  }
}
