import priceTable from '../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../src/aws/cloud';
import type { Clock } from '../src/engine/clock';
import { runProgram } from '../src/engine/connect/run-program';
import type { Connection } from '../src/engine/connection';
import { createEngine, type EngineParts } from '../src/engine/create';
import type { Engine } from '../src/engine/engine';
import type { Cloud } from '../src/engine/ports';
import { openAccountDisk } from '../src/engine/record/account-disk';
import { newSelf } from '../src/engine/self';
import { systemClock } from '../src/engine/system-clock';

/** For a cloud without request limits: the engine need not wait for them. Leases are renewed in their own time. */
export const hastyClock: Clock = {
  now: () => systemClock.now(),
  sleep: (milliseconds, signal) =>
    systemClock.sleep(milliseconds === leaseRenewal ? milliseconds : 1, signal),
};

/** How long the engine waits until it renews a lease, in milliseconds. */
const leaseRenewal = 20_000;

/** An engine on the SDK with a clock of its own, put together as `openEngine` does it; `parts` go over what that takes. */
export function engineOn(
  connection: Connection,
  clock: Clock,
  parts: Partial<Omit<EngineParts, 'clock'>> = {},
): { readonly engine: Engine; readonly cloud: Cloud } {
  const folder = connection.stateFolder ?? '';
  const cloud = parts.cloud ?? awsCloud(connection, clock, priceTable);
  const engine = createEngine({
    diskOf: (account) => openAccountDisk(folder, account),
    loginFolder: folder,
    run: runProgram,
    random: Math.random,
    self: newSelf(),
    ...parts,
    clock,
    cloud,
  });
  return { engine, cloud };
}
