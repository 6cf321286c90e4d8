import { createHash, randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import { estimateOf } from '../../cost/estimate';
import {
  agentFor,
  keptSecrets,
  type LaunchShape,
  PlanError,
  planSweep,
  policiesOf as policiesOfRun,
  proofOf,
  rungsPolicy,
  type SweepPlan,
  sweepIdOf,
} from '../../plan/plan';
import type { Sweep } from '../../sweep/run';
import type { Clock } from '../clock';
import type { LaunchPreview, LaunchRequest } from '../engine';
import { Failure } from '../failure';
import { packSweep, previewsOf, type SweepArchive } from '../files/archives';
import type {
  AccountNeeds,
  AccountState,
  Cloud,
  Identity,
  JournalDisk,
  PriceWish,
  SetupStep,
} from '../ports';
import { policyName, type SweepRecord } from '../record/sweep-record';
import { checkSecrets, type Environment, secretAccessFor } from '../secrets/needs';
import type { WantedBucket } from '../session';
import { cautions, tooLowFor } from './cautions';
import { checkpointCautions } from './checkpoint-cautions';
import { askImages, disksFrom, licencesFrom } from './disks';
import { accountFactsOf } from './facts';
import { resolveImages } from './image';
import { metricCautions } from './metric-cautions';
import { pricesNow } from './prices-now';
import { quotaNotes } from './quota-note';
import { refusalsOf } from './refusals';
import { formCautions, plannedAccess, refusePolicies, refuseSecrets, targetOf } from './target';
import { refuseFiles, withoutBucket, withoutBucketCautions } from './without-bucket';

/** Results of a preview that the launch then uses. */
export interface Prepared {
  readonly preview: LaunchPreview;
  readonly record: SweepRecord;
  readonly needs: AccountNeeds;
  readonly archives: readonly SweepArchive[];
}

export interface PrepareOptions {
  /** IDs that were already taken. */
  readonly taken?: ReadonlySet<string>;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly disk: JournalDisk;
  readonly identity: Identity;
  readonly bucket: WantedBucket;
  /** Of this process, which secrets can be read from. */
  readonly environment: Environment;
  readonly signal: AbortSignal | undefined;
}

/** Checks everything that a launch would do, without doing it. */
export async function prepare(request: LaunchRequest, options: PrepareOptions): Promise<Prepared> {
  const { clock, cloud, disk, identity, signal } = options;
  const { sweep } = request;
  if (sweep.runs.length === 0) throw noRuns(request.fileName);
  const createdAt = clock.now();
  const sweepId = await freeSweepId(sweep.name, createdAt, disk, options.taken);
  const [archives, { account, denied, needs }, secretNotes] = await Promise.all([
    packSweep(sweep, request.directory),
    lookAround(request, options),
    checkSecrets(sweep.runs, options.environment, cloud, signal),
  ]);
  if (!account.roles) refusePolicies(sweep);
  if (!account.roles) refuseSecrets(sweep);
  const secrets = secretAccessFor(sweep.runs, cloud);
  const { bucket } = needs;
  if (bucket === undefined) refuseFiles(archives);
  const target =
    bucket === undefined
      ? undefined
      : targetOf(
          cloud.store(bucket, request.region),
          { account: identity.account, roles: account.roles, secret: newSecret() },
          archives,
        );
  const access = target === undefined ? undefined : await plannedAccess(target, sweepId, sweep.runs, cloud);
  const fileSha256 = createHash('sha256').update(request.fileText).digest('hex');
  const plan = planned(
    sweep,
    { sweepId, fileSha256 },
    target === undefined || access === undefined
      ? undefined
      : { target, access, proof: proofOf(target.secret, 'b0.0') },
    secrets,
  );
  const { steps: setup } = account;
  const shapes = plan.batches.map((batch) => batch.shape);
  const [images] = await Promise.all([
    resolveImages(shapes, cloud, signal),
    cloud.loadPrices(shapes.flatMap(wishesOf), signal),
  ]);
  const { disks, licences } = await askImages(shapes, images, cloud, signal);
  const record: SweepRecord = {
    plan,
    createdAt,
    fileName: request.fileName,
    fileText: request.fileText,
    account: identity.account,
    region: request.region,
    bucket,
    target,
    agent: agentFor(sweep.runs),
    secrets,
    budget: sweep.budget,
    maxConcurrent: sweep.maxConcurrent,
    metric: sweep.metric,
    images,
    disks,
    licences,
    instanceProfiles: new Map(),
    prices: pricesNow(plan, cloud.prices),
  };
  const estimate = estimateOf(sweep.runs, cloud.prices, disksFrom(disks), licencesFrom(licences));
  const [facts, refused, quotas, formed] = await Promise.all([
    accountFactsOf(shapes, cloud, signal),
    refusalsOf(record, access, cloud, clock.now(), signal),
    quotaNotes(record, cloud, signal),
    account.roles || target === undefined ? [] : formCautions(sweep, cloud, clock),
  ]);
  const tooLow = tooLowFor(shapes, cloud.prices);
  const preview: LaunchPreview = {
    request,
    sweepId: plan.sweepId,
    identity,
    plan,
    estimate,
    setup,
    packs: previewsOf(archives),
    calls: callsOf(
      plan,
      setup,
      target === undefined ? undefined : archives.length + (target.tables === true ? 1 : 0),
      keptSecrets(sweep.runs).length,
    ),
    ...(target === undefined ? { recordedHere: denied ? 'denied' : 'wanted' } : {}),
    facts,
    ...(refused.all ? { refused: refused.notes.join(' ') } : {}),
    tooLow,
    notes: [
      ...(target === undefined ? withoutBucketCautions(sweep, denied) : []),
      ...(tooLow === undefined ? [] : [tooLow]),
      ...account.cautions,
      ...refused.notes,
      ...quotas,
      ...secretNotes,
      ...cautions(sweep, estimate, target?.region),
      ...formed,
      ...metricCautions(sweep, target),
      ...checkpointCautions(sweep, target),
    ],
  };
  return { preview, record, needs, archives };
}

/**
 * The state of the account. If the default bucket isn't accessible, the sweep is launched without one; a bucket that
 * the user chose is required.
 */
async function lookAround(
  { region, sweep }: LaunchRequest,
  { bucket, cloud, signal }: PrepareOptions,
): Promise<{ readonly account: AccountState; readonly needs: AccountNeeds; readonly denied: boolean }> {
  const needsWith = (name: string | undefined): AccountNeeds => ({
    region,
    policies: policiesOf(sweep, name),
    bucket: name,
  });
  const needs = needsWith(bucket.name);
  try {
    return { account: await cloud.account.missing(needs, signal), needs, denied: false };
  } catch (error) {
    if (bucket.chosen || !(error instanceof Failure) || error.kind !== 'permission') throw error;
    const without = needsWith(undefined);
    return { account: await cloud.account.missing(without, signal), needs: without, denied: true };
  }
}

const wishesOf = ({ instanceTypes, region, spot }: LaunchShape): readonly PriceWish[] =>
  instanceTypes.map((instanceType) => ({ instanceType, region, spot }));

function planned(...input: Parameters<typeof planSweep>): SweepPlan {
  try {
    return planSweep(...input);
  } catch (error) {
    if (error instanceof PlanError) {
      const [, , record] = input;
      const message = record === undefined ? withoutBucket(error) : error.message;
      throw new Failure('bad-input', error.code, message, { cause: error });
    }
    throw error;
  }
}

/** 128 bits. */
const newSecret = (): string => randomBytes(16).toString('hex');

/** IDs contain the second; of two launches in the same second, the later one gets the next ID. */
async function freeSweepId(
  name: string,
  now: number,
  disk: JournalDisk,
  others: ReadonlySet<string> = new Set(),
): Promise<string> {
  const taken = new Set([...(await disk.sweeps()), ...others]);
  for (let at = now; ; at += 1_000) {
    const id = sweepIdOf(name, new Date(at));
    if (!taken.has(id)) return id;
  }
}

/** Distinct sets of policies of the runs without their own role. Without a bucket and policies, no role is needed. */
function policiesOf(sweep: Sweep, bucket: string | undefined): readonly (readonly string[])[] {
  const sets = new Map<string, readonly string[]>();
  for (const { settings } of sweep.runs) {
    const policies = policiesOfRun(settings) ?? [];
    const needless = bucket === undefined && policies.every((policy) => policy === rungsPolicy);
    if (settings.iamRole !== undefined || needless) continue;
    sets.set(policyName(policies), policies);
  }
  return [...sets.values()];
}

/** Requests of a launch without errors. */
function callsOf(
  plan: SweepPlan,
  setup: readonly SetupStep[],
  /** Objects in addition to the record: packed files, and what instances load. Undefined: nothing is written to S3. */
  objects: number | undefined,
  secrets: number,
): Readonly<Record<string, number>> {
  const named = plan.batches.filter((batch) => batch.runs.length > 1).flatMap((batch) => batch.runs).length;
  return {
    RunInstances: plan.batches.length,
    ...(named === 0 ? {} : { CreateTags: named }),
    // Record, decisions, outcomes, and the lease.
    ...(objects === undefined ? {} : { PutObject: 4 + objects }),
    ...(secrets === 0 ? {} : { PutParameter: secrets, DeleteParameters: 1 }),
    ...(setup.some((step) => step.kind === 'bucket') ? { CreateBucket: 1 } : {}),
    ...counted('CreateRole', setup, 'role'),
    ...counted('CreateInstanceProfile', setup, 'instance-profile'),
  };
}

function counted(
  action: string,
  setup: readonly SetupStep[],
  kind: SetupStep['kind'],
): Readonly<Record<string, number>> {
  const count = setup.filter((step) => step.kind === kind).length;
  return count === 0 ? {} : { [action]: count };
}

const noRuns = (fileName: string): Failure =>
  new Failure(
    'bad-input',
    'NoRuns',
    t('{0} has no runs, so there is nothing to launch. Add params, grid, or random.', fileName),
  );
