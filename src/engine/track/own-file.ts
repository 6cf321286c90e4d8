import { parseIdentity, runFolder, runPrefix } from '../../agent/record';
import { recordedRuns } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import type { SweepView } from '../view';

/** A file such as `host-key.pub` that the instance of a run wrote, and not another one under the run's name. */
export async function readOwnFile(
  sweep: KnownSweep,
  runName: string,
  file: string,
  look: () => Promise<SweepView>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const folder = await ownFolder(sweep, runName, look, signal);
  return folder === undefined ? undefined : sweep.store.readText(`${folder}${file}`, signal);
}

/**
 * Prefix of the objects that the instance of a run wrote; undefined if there are none.
 * @param look one poll of the sweep: only called if the journal doesn't name the run's instance
 */
export async function ownFolder(
  { log, record, store }: KnownSweep,
  runName: string,
  look: () => Promise<SweepView>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { plan } = record;
  const run = recordedRuns(plan).find(({ name }) => name === runName);
  if (run === undefined) return undefined;
  const identities: string[] = [];
  for await (const name of store.listFolders(runPrefix(plan.sweepId, runName), signal)) identities.push(name);
  if (identities.length === 0) return undefined;
  const place = log.state().runs[run.index];
  const known = place?.state === 'launched' && place.instanceId !== '' ? place.instanceId : undefined;
  const instanceId = known ?? (await look()).runs[run.index]?.instanceId;
  const own = identities.find((identity) => {
    const writer = parseIdentity(identity);
    if (writer?.by === 'form') return writer.index === run.index;
    return writer !== undefined && writer.instanceId === instanceId;
  });
  return own === undefined ? undefined : runFolder(plan.sweepId, runName, own);
}
