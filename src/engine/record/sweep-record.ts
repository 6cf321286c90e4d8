import { t } from '@vscode/l10n';
import type { LaunchShape, RecordTarget, SecretAccess, SweepPlan } from '../../plan/plan';
import type { Run, RunSettings, SweepMetric } from '../../sweep/run';
import { Failure } from '../failure';
import { recordKey } from './keys';

/** Replaces an instance type for EBS storage by the GiB and hour. */
export const volumeName = 'gp3';

/** A price at the time of the launch. */
export interface RecordedPrice {
  readonly instanceType: string;
  readonly region: string;
  readonly spot: boolean;
  readonly usdPerHour: number;
  readonly source: string;
  readonly asOf?: string | undefined;
}

/** A sweep as it was launched: everything that is needed to launch, watch, and collect it on any machine, at any time. */
export interface SweepRecord {
  readonly plan: SweepPlan;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly fileName: string;
  readonly fileText: string;
  readonly account: string;
  /** Region of the bucket. */
  readonly region: string;
  readonly bucket?: string | undefined;
  readonly target?: RecordTarget | undefined;
  /** The agent of the instances, as `agentScript` returned it. */
  readonly agent: string;
  /** Where instances read their secrets; the record contains no values. */
  readonly secrets?: SecretAccess | undefined;
  readonly budget?: number | undefined;
  readonly maxConcurrent?: number | undefined;
  readonly metric?: SweepMetric | undefined;
  /** Ids of public images, by region, architecture and name (engine/launch/image.ts). */
  readonly images: ReadonlyMap<string, string>;
  /** GiB of volumes, by region and image (engine/launch/disks.ts). */
  readonly disks?: ReadonlyMap<string, number>;
  /** Operating systems that cost more than Linux, by region and image. */
  readonly licences?: ReadonlyMap<string, string>;
  /** Instance profile names by `policies.join(',')`. */
  readonly instanceProfiles: ReadonlyMap<string, string>;
  readonly prices: readonly RecordedPrice[];
}

/** All runs of a sweep in the order of their index. */
export const recordedRuns = (plan: SweepPlan): readonly Run[] =>
  plan.batches.flatMap((batch) => batch.runs).sort((a, b) => a.index - b.index);

/** The name of these policies' instance profile in the record. */
export const policyName = (policies: readonly string[] | undefined): string => (policies ?? []).join(',');

/** Instance profile of the runs of this shape; undefined: they have none. */
export const profileOf = (
  { instanceProfiles }: Pick<SweepRecord, 'instanceProfiles'>,
  { iamPolicy, iamRole }: LaunchShape,
): string | undefined => iamRole ?? instanceProfiles.get(policyName(iamPolicy));

/** Regions of the sweep's runs. */
export const regionsOf = (plan: SweepPlan): readonly string[] => [
  ...new Set(plan.batches.map((batch) => batch.shape.region)),
];

/** Of the record and everything below its prefix. Every change of the layout changes the version. */
const version = 2;

interface StoredRun {
  readonly index: number;
  readonly name: string;
  readonly parameters: readonly (readonly [string, string])[];
  /** Index in `settings`: most runs share theirs. */
  readonly settings: number;
  readonly origin: Run['origin'];
}

type KeptAsItIs =
  | 'account'
  | 'region'
  | 'bucket'
  | 'target'
  | 'agent'
  | 'secrets'
  | 'budget'
  | 'metric'
  | 'prices';

interface StoredRecord extends Pick<SweepRecord, KeptAsItIs> {
  readonly version: number;
  readonly sweep_id: string;
  readonly sweep_name: string;
  readonly created_at: number;
  readonly file_name: string;
  readonly file_text: string;
  readonly file_sha256: string;
  readonly max_concurrent?: number | undefined;
  readonly images: Readonly<Record<string, string>>;
  readonly disks?: Readonly<Record<string, number>>;
  readonly licences?: Readonly<Record<string, string>>;
  readonly instance_profiles: Readonly<Record<string, string>>;
  readonly settings: readonly RunSettings[];
  readonly runs: readonly StoredRun[];
  readonly batches: readonly {
    readonly id: string;
    readonly shape: LaunchShape;
    readonly runs: readonly number[];
  }[];
}

/** The text of `sweep.json`. */
export function formatSweepRecord(record: SweepRecord): string {
  const { plan } = record;
  const settings: RunSettings[] = [];
  const places = new Map<string, number>();
  const placeOf = (one: RunSettings): number => {
    const text = JSON.stringify(one);
    const known = places.get(text);
    if (known !== undefined) return known;
    settings.push(one);
    places.set(text, settings.length - 1);
    return settings.length - 1;
  };
  const runs = recordedRuns(plan).map(
    (run): StoredRun => ({
      index: run.index,
      name: run.name,
      parameters: [...run.parameters],
      settings: placeOf(run.settings),
      origin: run.origin,
    }),
  );
  const stored: StoredRecord = {
    version,
    sweep_id: plan.sweepId,
    sweep_name: plan.sweepName,
    created_at: record.createdAt,
    file_name: record.fileName,
    file_text: record.fileText,
    file_sha256: plan.fileSha256,
    account: record.account,
    region: record.region,
    bucket: record.bucket,
    target: record.target,
    agent: record.agent,
    secrets: record.secrets,
    budget: record.budget,
    max_concurrent: record.maxConcurrent,
    metric: record.metric,
    images: Object.fromEntries(record.images),
    ...(record.disks === undefined ? {} : { disks: Object.fromEntries(record.disks) }),
    ...(record.licences === undefined ? {} : { licences: Object.fromEntries(record.licences) }),
    instance_profiles: Object.fromEntries(record.instanceProfiles),
    prices: record.prices,
    settings,
    runs,
    batches: plan.batches.map(({ id, shape, runs: members }) => ({
      id,
      shape,
      runs: members.map((run) => run.index),
    })),
  };
  return JSON.stringify(stored);
}

/** @throws Failure if this version of Spawn can't read the text. */
export function parseSweepRecord(text: string, sweepId: string): SweepRecord {
  const stored = parseStored(text, sweepId);
  const runs = stored.runs.map((run): Run => {
    const settings = stored.settings[run.settings];
    if (settings === undefined) throw new RangeError(`run ${run.index} has no settings`);
    return { ...run, parameters: new Map(run.parameters), settings };
  });
  const byIndex = new Map(runs.map((run) => [run.index, run]));
  return {
    plan: {
      sweepId: stored.sweep_id,
      sweepName: stored.sweep_name,
      fileSha256: stored.file_sha256,
      size: stored.runs.length,
      batches: stored.batches.map(({ id, shape, runs: members }) => ({
        id,
        shape,
        runs: members.flatMap((index) => byIndex.get(index) ?? []),
      })),
    },
    createdAt: stored.created_at,
    fileName: stored.file_name,
    fileText: stored.file_text,
    account: stored.account,
    region: stored.region,
    bucket: stored.bucket,
    target: stored.target,
    agent: stored.agent,
    secrets: stored.secrets,
    budget: stored.budget,
    maxConcurrent: stored.max_concurrent,
    metric: stored.metric,
    images: new Map(Object.entries(stored.images)),
    ...(stored.disks === undefined ? {} : { disks: new Map(Object.entries(stored.disks)) }),
    ...(stored.licences === undefined ? {} : { licences: new Map(Object.entries(stored.licences)) }),
    instanceProfiles: new Map(Object.entries(stored.instance_profiles)),
    prices: stored.prices,
  };
}

function parseStored(text: string, sweepId: string): StoredRecord {
  const value = parseJson(text);
  const written = versionOf(value);
  if (written !== undefined && written !== version) throw otherVersion(sweepId, written);
  if (!isStored(value) || value.sweep_id !== sweepId) throw damaged(sweepId);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const versionOf = (value: unknown): number | undefined =>
  typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'number'
    ? value.version
    : undefined;

/** Only Spawn writes these, completely; checking the parts that are read is enough. */
function isStored(value: unknown): value is StoredRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const texts = [
    'sweep_id',
    'sweep_name',
    'file_name',
    'file_text',
    'file_sha256',
    'account',
    'region',
    'agent',
  ];
  return (
    fields['version'] === version &&
    typeof fields['created_at'] === 'number' &&
    texts.every((name) => typeof fields[name] === 'string') &&
    ['prices', 'settings', 'runs', 'batches'].every((name) => Array.isArray(fields[name])) &&
    ['images', 'instance_profiles'].every((name) => typeof fields[name] === 'object' && fields[name] !== null)
  );
}

const damaged = (sweepId: string): Failure =>
  new Failure(
    'bad-input',
    'UnreadableSweep',
    t(
      'The record of {0} ({1}) is damaged, so nothing of it is launched or changed. Its running instances continue; they are listed under Instances.',
      sweepId,
      recordKey(sweepId),
    ),
  );

const otherVersion = (sweepId: string, written: number): Failure =>
  new Failure(
    'bad-input',
    'UnknownVersion',
    t(
      'The record of {0} ({1}) has version {2}, and this version of Spawn reads version {3}, so nothing of it is launched or changed. Use the version of Spawn that launched it. Its running instances continue; they are listed under Instances.',
      sweepId,
      recordKey(sweepId),
      written,
      version,
    ),
  );
