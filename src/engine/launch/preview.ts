import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { estimateOf } from '../../cost/estimate';
import { type LaunchShape, PlanError, planSweep, type SweepPlan, sweepIdOf } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';
import type { Clock } from '../clock';
import type { LaunchPreview, LaunchRequest } from '../engine';
import { Failure } from '../failure';
import { packSweep, previewsOf, type SweepArchive } from '../files/archives';
import type { AccountNeeds, Cloud, Identity, JournalDisk, PriceWish, SetupStep } from '../ports';
import type { SweepRecord } from '../record/sweep-record';
import { composeCall, launchCallOf, policyName } from './compose';
import { resolveImages } from './image';
import { pricesNow } from './prices-now';
import { quotaNotes } from './quota-note';
import { formCautions, refusePolicies, targetOf } from './target';

/** What a preview found out that the launch then holds to. */
export interface Prepared {
  readonly preview: LaunchPreview;
  readonly record: SweepRecord;
  readonly needs: AccountNeeds;
  readonly archives: readonly SweepArchive[];
}

export interface PrepareOptions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly disk: JournalDisk;
  readonly identity: Identity;
  readonly bucket: string;
  readonly signal?: AbortSignal;
}

/** How many distinct calls a preview asks EC2 about; the rest differ in little. */
const mostChecks = 8;

/** Looks at everything a launch would do, and does none of it. */
export async function prepare(request: LaunchRequest, options: PrepareOptions): Promise<Prepared> {
  const { bucket, clock, cloud, disk, identity, signal } = options;
  const { sweep } = request;
  if (sweep.runs.length === 0) throw noRuns(request.fileName);
  const needs: AccountNeeds = { region: request.region, bucket, policies: policiesOf(sweep) };
  const store = cloud.store(bucket, request.region);
  const createdAt = clock.now();
  const sweepId = await freeSweepId(sweep.name, createdAt, disk);
  const [archives, account] = await Promise.all([
    packSweep(sweep, request.directory),
    cloud.account.missing(needs, signal),
  ]);
  if (!account.roles) refusePolicies(sweep);
  const target = await targetOf(sweep, sweepId, store, archives, account.roles);
  const fileSha256 = createHash('sha256').update(request.fileText).digest('hex');
  const plan = planned(sweep, { sweepId, fileSha256 }, target);
  const { steps: setup } = account;
  const shapes = plan.batches.map((batch) => batch.shape);
  const [images] = await Promise.all([
    resolveImages(shapes, cloud, signal),
    cloud.loadPrices(shapes.flatMap(wishesOf), signal),
  ]);
  const record: SweepRecord = {
    plan,
    createdAt,
    fileName: request.fileName,
    fileText: request.fileText,
    account: identity.account,
    region: request.region,
    bucket,
    target,
    ...(sweep.budget === undefined ? {} : { budget: sweep.budget }),
    ...(sweep.maxConcurrent === undefined ? {} : { maxConcurrent: sweep.maxConcurrent }),
    images,
    instanceProfiles: new Map(),
    prices: pricesNow(plan, cloud.prices),
  };
  const estimate = estimateOf(sweep.runs, cloud.prices);
  const preview: LaunchPreview = {
    sweepId: plan.sweepId,
    identity,
    plan,
    estimate,
    setup,
    packs: previewsOf(archives),
    calls: callsOf(plan, setup, archives.length),
    notes: [
      ...(await refusals(record, cloud, clock.now(), signal)),
      ...(await quotaNotes(record, cloud, signal)),
      ...cautions(sweep, estimate.endless),
      ...(account.roles ? [] : await formCautions(sweep, cloud, clock)),
    ],
  };
  return { preview, record, needs, archives };
}

const wishesOf = ({ instanceTypes, region, spot }: LaunchShape): readonly PriceWish[] =>
  instanceTypes.map((instanceType) => ({ instanceType, region, spot }));

function planned(...input: Parameters<typeof planSweep>): SweepPlan {
  try {
    return planSweep(...input);
  } catch (error) {
    if (error instanceof PlanError)
      throw new Failure('bad-input', error.code, error.message, { cause: error });
    throw error;
  }
}

/** Ids tell the second; of two launches in one second, the later one takes the next. */
async function freeSweepId(name: string, now: number, disk: JournalDisk): Promise<string> {
  const taken = new Set(await disk.sweeps());
  for (let at = now; ; at += 1_000) {
    const id = sweepIdOf(name, new Date(at));
    if (!taken.has(id)) return id;
  }
}

/** Distinct sets of policies of those runs that bring no role of their own. */
function policiesOf(sweep: Sweep): readonly (readonly string[])[] {
  const sets = new Map<string, readonly string[]>();
  for (const { settings } of sweep.runs) {
    if (settings.iamRole === undefined) sets.set(policyName(settings.iamPolicy), settings.iamPolicy ?? []);
  }
  return [...sets.values()];
}

/** What EC2 would say to each kind of call: permission, and what of its parameters EC2 checks. */
async function refusals(
  record: SweepRecord,
  cloud: Cloud,
  now: number,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const kinds = new Map<string, SweepPlan['batches'][number]>();
  for (const batch of record.plan.batches) kinds.set(JSON.stringify(batch.shape), batch);
  const answers = await Promise.all(
    [...kinds.values()].slice(0, mostChecks).map(async (batch) => {
      const [instanceType] = batch.shape.instanceTypes;
      if (instanceType === undefined) return undefined;
      const call = composeCall(record, batch, batch.runs, { instanceType }, 0, now, cloud);
      return refusalOf(cloud.compute(call.region).checkLaunch(launchCallOf(call), signal));
    }),
  );
  return [...new Set(answers.filter((answer) => answer !== undefined))];
}

/** A refusal is news for the preview; that nothing can be asked at all is its failure. */
async function refusalOf(check: Promise<void>): Promise<string | undefined> {
  try {
    await check;
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (['credentials', 'network', 'cancelled'].includes(error.kind)) throw error;
    return error.message;
  }
}

function cautions(sweep: Sweep, endless: number): readonly string[] {
  const silent = sweep.runs.filter((run) => run.settings.userData === undefined).length;
  const roles = new Set(sweep.runs.flatMap(({ settings }) => settings.iamRole ?? []));
  return [
    ...[...roles].map((role) =>
      t(
        'Role {0} is yours: it must allow s3:PutObject on sweeps/* of the bucket, or logs and results are lost (docs/aws.md).',
        role,
      ),
    ),
    ...(endless === 0
      ? []
      : [t('{0} of {1} runs have no ttl: their bill has no end.', endless, sweep.runs.length)]),
    ...(silent === 0
      ? []
      : [
          t(
            '{0} of {1} runs have no user_data: their instances start and do nothing.',
            silent,
            sweep.runs.length,
          ),
        ]),
  ];
}

/** Requests that the launch makes if nothing goes wrong. */
function callsOf(
  plan: SweepPlan,
  setup: readonly SetupStep[],
  archives: number,
): Readonly<Record<string, number>> {
  const named = plan.batches.filter((batch) => batch.runs.length > 1).flatMap((batch) => batch.runs).length;
  return {
    RunInstances: plan.batches.length,
    ...(named === 0 ? {} : { CreateTags: named }),
    // Record, decisions, outcomes, and the lease.
    PutObject: 4 + archives,
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
    t('{0} has no runs, so there is nothing to launch. Add params, grid or random.', fileName),
  );
