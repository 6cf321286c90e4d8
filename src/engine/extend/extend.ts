import { t } from '@vscode/l10n';
import { expiryTagsOf } from '../../plan/plan';
import type { Clock } from '../clock';
import { Failure } from '../failure';
import type { ExtendedEntry } from '../journal/entry';
import type { Cloud, Identity } from '../ports';
import type { SweepRepository } from '../record/sweep-repository';
import { groupBySweep } from '../track/instances';
import { sightings } from '../track/sighting';
import type { Extension } from './new-end';

export interface ExtendContext {
  readonly sweeps: SweepRepository;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly signal: AbortSignal | undefined;
}

/**
 * Changes the TTL of instances: their agents read the tag within a minute. Changes to instances of a known sweep are
 * recorded, since EC2 deletes the tags with an instance.
 * @throws Failure `ExtendedInPart` if some were changed before the failure
 */
export async function extendInstances(
  extensions: readonly Extension[],
  options: ExtendContext,
): Promise<void> {
  const { cloud, signal } = options;
  const groups = new Map<string, Extension[]>();
  for (const one of extensions) {
    const key = `${one.instance.region} ${one.until}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const moved: Extension[] = [];
  try {
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const ids = group.map(({ instance }) => instance.id);
      await cloud.compute(first.instance.region).tag(ids, expiryTagsOf(first.until), signal);
      moved.push(...group);
    }
  } catch (error) {
    throw moved.length === 0 || !(error instanceof Failure)
      ? error
      : inPart(moved.length, extensions.length, error);
  } finally {
    await record(moved, options);
  }
}

async function record(
  moved: readonly Extension[],
  { sweeps, clock, identity, signal }: ExtendContext,
): Promise<void> {
  const until = new Map(moved.map((one) => [one.instance.id, one.until]));
  for (const [sweepId, instances] of groupBySweep(moved.map(({ instance }) => instance))) {
    if (sweepId === '') continue;
    try {
      const { log } = await sweeps.open(sweepId, signal);
      const rows = new Map<number, number[]>();
      for (const [run, { id }] of sightings(log.state(), instances)) {
        const end = until.get(id);
        if (end !== undefined) rows.set(end, [...(rows.get(end) ?? []), run]);
      }
      const by = identity.arn;
      for (const [end, members] of rows) {
        const entry: ExtendedEntry = { kind: 'extended', at: clock.now(), rows: members, until: end, by };
        await log.note(entry);
      }
      await log.flush();
    } catch (error) {
      // An orphaned instance, or a bucket that can't be written to: the tag records it while the instance is running.
      if (!(error instanceof Failure) || error.kind === 'credentials') throw error;
    }
  }
}

const inPart = (moved: number, all: number, cause: Failure): Failure =>
  new Failure(
    cause.kind,
    'ExtendedInPart',
    t(
      'The TTL of {0} of {1} instances was extended; the others keep their TTL. {2}',
      moved,
      all,
      cause.message,
    ),
    { cause },
  );
