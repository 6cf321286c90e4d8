import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Provider } from '../../engine/connection';
import { openJournal } from '../../engine/journal/disk';
import { parseSweepRecord, recordedRuns } from '../../engine/record/sweep-record';
import { stateFolder } from '../../engine/state-folder';
import { localStateFolder } from '../../provider/folder';
import type { KnownNames } from './offers';

/**
 * What this machine has seen of sweeps, read from its journals: a shell waits for no network and no sign-in when someone presses
 * Tab. A sweep of another machine is among them once a command has shown it.
 */
export function namesOnDisk(
  provider: Provider,
  environment: Readonly<Record<string, string | undefined>>,
): KnownNames {
  const base =
    provider === 'local' ? path.join(localStateFolder(environment), 'client') : stateFolder(environment);
  const folder = path.join(base, 'journals');
  const journals = async (): Promise<readonly string[]> =>
    (await readdir(folder).catch(() => [])).map((account) => path.join(folder, account));
  return {
    async sweeps() {
      const found: string[] = [];
      for (const journal of await journals()) found.push(...(await openJournal(journal).sweeps()));
      return found.sort((a, b) => (launchOf(a) < launchOf(b) ? 1 : -1));
    },
    async runs(sweepId) {
      if (path.basename(sweepId) !== sweepId) return [];
      for (const journal of await journals()) {
        const [record] = await openJournal(journal).read(sweepId);
        if (record !== undefined)
          return recordedRuns(parseSweepRecord(record, sweepId).plan).map(({ name }) => name);
      }
      return [];
    },
  };
}

/** The end of an id is the date and time of its launch. */
const launchOf = (sweepId: string): string => /\d{8}-\d{6}(?:-\d+)?$/.exec(sweepId)?.[0] ?? '';
