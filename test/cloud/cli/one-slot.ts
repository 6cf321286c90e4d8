import { join } from 'node:path';
import { openCloud, type TestCloud } from '../local/harness';
import { type Machine, newMachine } from './spawn';

/** A machine whose local cloud runs one instance at a time: the next one stays pending. Dispose of both, the cloud first. */
export async function machineWithOneSlot(): Promise<{ readonly machine: Machine; readonly at: TestCloud }> {
  const machine = await newMachine();
  const stateFolder = join(machine.folder, 'state', 'spawn', 'local');
  const at = await openCloud({ compute: 'processes', throttling: false, slots: 1, stateFolder });
  return { machine, at };
}
