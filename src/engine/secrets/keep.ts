import { keptName, keptSecrets } from '../../plan/plan';
import { Failure } from '../failure';
import type { Cloud } from '../ports';
import { recordedRuns, type SweepRecord } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import type { SweepView } from '../view';
import { type Environment, secretValueFrom } from './needs';

type Secrets = Pick<Cloud, 'secrets'>;

/**
 * Stores the environment variables of the runs where their instances read them. Existing ones aren't changed.
 * @throws Failure if a variable is neither set here nor stored
 */
export async function keepSecrets(
  record: SweepRecord,
  environment: Environment,
  cloud: Secrets,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [region, variables] of byRegion(record)) {
    const store = cloud.secrets(region);
    const unset = variables.filter(({ variable }) => (environment[variable] ?? '') === '');
    const kept = new Set(unset.length === 0 ? [] : await store.kept(signal));
    for (const { name, variable } of variables)
      if (!kept.has(name)) await store.keep(name, secretValueFrom(variable, environment), signal);
  }
}

/** Deletes the stored variables of a sweep; ignores those that no longer exist. */
export async function removeSecrets(
  record: SweepRecord,
  cloud: Secrets,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [region, variables] of byRegion(record))
    await cloud.secrets(region).remove(
      variables.map(({ name }) => name),
      signal,
    );
}

/**
 * Deletes the stored variables of a sweep after all of its jobs have ended. Without permission, it leaves that to the
 * next user who checks, and to the deletion of Spawn resources.
 */
export async function endSecrets(
  { log, record, views }: KnownSweep,
  { finished }: SweepView,
  {
    clock,
    cloud,
    signal,
  }: {
    readonly clock: { now(): number };
    readonly cloud: Secrets;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  if (!finished || views.secretsTried || byRegion(record).size === 0) return;
  if (log.state().secretsRemoved === true) return;
  views.secretsTried = true;
  try {
    await removeSecrets(record, cloud, signal);
    await log.noteLocally([{ kind: 'secrets-removed', at: clock.now() }]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.kind !== 'cancelled') return;
    views.secretsTried = false;
    throw error;
  }
}

function byRegion({
  plan,
  secrets,
}: SweepRecord): ReadonlyMap<string, readonly { readonly name: string; readonly variable: string }[]> {
  const regions = new Map<string, { name: string; variable: string }[]>();
  if (secrets === undefined) return regions;
  for (const { region, variable } of keptSecrets(recordedRuns(plan)))
    regions.set(region, [...(regions.get(region) ?? []), { name: keptName(secrets, variable), variable }]);
  return regions;
}
