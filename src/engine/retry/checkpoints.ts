import {
  type CheckpointSlot,
  parseCheckpointKey,
  parseCheckpointManifest,
  parseRunKey,
  type RunKey,
  runPrefix,
  type Writer,
} from '../../agent/record';
import { type CheckpointObject, firstAttempt } from '../../plan/plan';
import type { Store, StoredObject } from '../ports';
import type { RunFacts } from '../track/sweep-view';

/** A manifest is small; a larger object isn't one. Bytes. */
const largestManifest = 4096;

interface Slot {
  data?: StoredObject;
  manifest?: StoredObject;
}

/**
 * The newest checkpoint that the attempts of a run left in the bucket: of the last attempt that left one, the one with the
 * highest sequence. One that is being overwritten, or whose size isn't what its instance reported, doesn't count.
 */
export async function newestCheckpoint(
  store: Store,
  sweepId: string,
  facts: RunFacts,
  signal: AbortSignal | undefined,
): Promise<CheckpointObject | undefined> {
  const attempts = new Map<number, Map<CheckpointSlot, Slot>>();
  for await (const object of store.list(runPrefix(sweepId, facts.run.name), signal)) {
    const key = parseCheckpointKey(object.key);
    const written = parseRunKey(sweepId, object.key);
    const attempt = written === undefined ? undefined : attemptBy(facts, written);
    if (key === undefined || attempt === undefined) continue;
    const slots = attempts.get(attempt) ?? new Map<CheckpointSlot, Slot>();
    const slot = slots.get(key.slot) ?? {};
    slot[key.part] = object;
    slots.set(key.slot, slot);
    attempts.set(attempt, slots);
  }
  for (const [, slots] of [...attempts].sort(([a], [b]) => b - a)) {
    const found = await newestOf([...slots.values()], store, signal);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function newestOf(
  slots: readonly Slot[],
  store: Store,
  signal: AbortSignal | undefined,
): Promise<CheckpointObject | undefined> {
  const whole = await Promise.all(
    slots.map(async ({ data, manifest }) => {
      if (data === undefined || manifest === undefined || manifest.size > largestManifest) return [];
      // Data that is newer than its manifest is that of the next checkpoint, whose manifest never came.
      if (data.modifiedAt > manifest.modifiedAt) return [];
      const found = parseCheckpointManifest((await store.readText(manifest.key, signal)) ?? '');
      if (found === undefined || found.bytes !== data.size) return [];
      return [{ key: data.key, sha256: found.sha256, bytes: found.bytes, sequence: found.sequence }];
    }),
  );
  const [newest] = whole.flat().sort((a, b) => b.sequence - a.sequence);
  if (newest === undefined) return undefined;
  const { bytes, key, sha256 } = newest;
  return { key, sha256, bytes };
}

/** Which attempt of its run wrote a key; undefined if it was another instance. */
function attemptBy({ evidence, run, standing }: RunFacts, { runName, writer }: RunKey): number | undefined {
  if (runName !== run.name) return undefined;
  const { retries = [] } = evidence;
  const last = retries.at(-1)?.attempt ?? firstAttempt;
  if (writer.by === 'form')
    return writer.index === run.index && writer.attempt <= last ? writer.attempt : undefined;
  const wrote = (id: string | undefined): boolean => id === instanceOf(writer);
  const earlier = retries.find(({ previous }) => wrote(previous.instance?.id));
  if (earlier !== undefined) return earlier.attempt - 1;
  return wrote(standing.view.instanceId) ? last : undefined;
}

const instanceOf = (writer: Writer): string | undefined =>
  writer.by === 'instance' ? writer.instanceId : undefined;
