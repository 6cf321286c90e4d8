import type { FilePattern } from './file-pattern';
import type { runKeyDocs } from './generated/keys';
import type { ReservedKey } from './keys';

/** The action on the instance when its job ends. */
export type OnComplete = (typeof runKeyDocs.on_complete.values)[number];

/** Settings that all instances of one `RunInstances` call share: runs with different values need different calls. */
export interface CallSettings {
  /** Tried in order if a type has no capacity; never empty. */
  readonly instanceTypes: readonly string[];
  readonly region: string;
  readonly availabilityZone?: string;
  readonly subnet?: string;
  readonly securityGroups: readonly string[];
  readonly keyName?: string;
  readonly ami?: string;
  readonly spot: boolean;
  /** `spot: prefer`: On-Demand after an interruption, or if there is no Spot capacity. */
  readonly spotFallback?: true;
  /** USD per hour. */
  readonly spotMaxPrice?: number;
  /** Of burstable types; EC2's default if missing. */
  readonly cpuCredits?: 'standard' | 'unlimited';
  /** `service:Level` templates, sorted, each once. */
  readonly iamPolicy?: readonly string[];
  readonly iamRole?: string;
  /** GiB. */
  readonly volumeSize?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** How many times a run is launched again after each outcome: 0 to 20. */
export interface RetryCounts {
  readonly interrupted: number;
  readonly lost: number;
  readonly failed: number;
}

/** The files that a later attempt of a run continues from. */
export interface Checkpoint {
  /** Absolute, without a trailing slash. */
  readonly path: string;
  /** Seconds between checks: 60 to 86,400. */
  readonly everySeconds: number;
}

/** When runs of a sweep end early, because they can no longer win. */
export interface StopEarly {
  readonly metric: string;
  readonly goal: 'min' | 'max';
  readonly rule: 'asha' | 'median';
  /** Step of the first comparison. */
  readonly first: number;
  /** Between the step of a comparison and the next, and the share of runs that `asha` keeps. */
  readonly factor: number;
  /** Number of values that a comparison needs. */
  readonly least: number;
}

/** The resolved reserved keys of one run: `defaults` first, then the run's own. */
export interface RunSettings extends CallSettings {
  /** Seconds, counted from launch. */
  readonly ttlSeconds?: number;
  readonly idleTimeoutSeconds?: number;
  readonly onComplete: OnComplete;
  /** The job is complete when the background processes of the script have ended, too. */
  readonly waitsForBackground?: boolean;
  /** The script itself, even if the file contains `user_data: {file: …}`. */
  readonly userData?: string;
  /** Sources of the values of secret variables, by variable: `env`, `ssm:/path`, `secretsmanager:name`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Paths and globs on the instance that are uploaded when the job ends. */
  readonly results: readonly string[];
  /** File on the instance that the script adds metrics to: `.jsonl` or `.csv`. */
  readonly metrics?: string;
  /** `stop_early` of the sweep, which all of its runs share. */
  readonly stopEarly?: StopEarly;
  /** Paths and globs next to the sweep file that are uploaded to the instance. */
  readonly files: readonly FilePattern[];
  /** On-Demand price in USD per hour, set by the user. */
  readonly price?: number;
  /** Undefined: each run is launched once. */
  readonly retry?: RetryCounts;
  readonly checkpoint?: Checkpoint;
}

/** The settings of a run that one mapping defines. `spotFallback` is false if it overrides `spot: prefer`. */
export type PartialSettings = {
  -readonly [K in keyof RunSettings]?: K extends 'spotFallback' ? boolean : RunSettings[K];
};

/** The meaning of a reserved key. Its value is read with its schema type, or by a reader in `read-setting.ts`. */
interface Setting<F extends keyof RunSettings> {
  readonly field: F;
  /** Another field that its value determines. */
  readonly also?: F extends keyof CallSettings ? keyof CallSettings : keyof RunSettings;
  /** `call`: shared by all instances of one RunInstances call. `run`: each run has its own. */
  readonly scope: F extends keyof CallSettings ? 'call' : 'run';
  /** Runs with different values differ in cost. */
  readonly priced?: true;
  /** Runs without a name are named by different values of it. */
  readonly naming?: true;
}

type AnySetting = { readonly [F in keyof RunSettings]-?: Setting<F> }[keyof RunSettings];

/** The meaning of each reserved key. A missing key of the schema is a compile error. */
export const settingTable = {
  instance_type: { field: 'instanceTypes', scope: 'call', priced: true, naming: true },
  region: { field: 'region', scope: 'call', priced: true, naming: true },
  availability_zone: { field: 'availabilityZone', scope: 'call', naming: true },
  // Images differ in their volumes.
  ami: { field: 'ami', scope: 'call', priced: true, naming: true },
  ttl: { field: 'ttlSeconds', scope: 'run', priced: true, naming: true },
  idle_timeout: { field: 'idleTimeoutSeconds', scope: 'run' },
  on_complete: { field: 'onComplete', scope: 'run', priced: true },
  wait: { field: 'waitsForBackground', scope: 'run' },
  spot: { field: 'spot', also: 'spotFallback', scope: 'call', priced: true, naming: true },
  spot_max_price: { field: 'spotMaxPrice', scope: 'call', priced: true },
  retry: { field: 'retry', scope: 'run' },
  checkpoint: { field: 'checkpoint', scope: 'run' },
  cpu_credits: { field: 'cpuCredits', scope: 'call', priced: true, naming: true },
  price: { field: 'price', scope: 'run', priced: true },
  iam_policy: { field: 'iamPolicy', scope: 'call' },
  iam_role: { field: 'iamRole', scope: 'call' },
  secrets: { field: 'secrets', scope: 'run' },
  key_name: { field: 'keyName', scope: 'call' },
  security_groups: { field: 'securityGroups', scope: 'call' },
  subnet: { field: 'subnet', scope: 'call' },
  volume_size: { field: 'volumeSize', scope: 'call', priced: true, naming: true },
  tags: { field: 'tags', scope: 'call' },
  results: { field: 'results', scope: 'run' },
  metrics: { field: 'metrics', scope: 'run' },
  files: { field: 'files', scope: 'run' },
} as const satisfies Readonly<Record<Exclude<ReservedKey, 'name' | 'user_data'>, AnySetting>>;

/** Reserved keys whose values become a field of `RunSettings`; `name` and `user_data` have separate readers. */
export type SettingKey = keyof typeof settingTable;

const settings: readonly (readonly [string, AnySetting])[] = Object.entries(settingTable);

const fieldsOf = <F>({ also, field }: { readonly field: F; readonly also?: F }): readonly F[] =>
  also === undefined ? [field] : [field, also];

/** The keys of `CallSettings`, by their fields. */
export const callKeys: ReadonlyMap<keyof CallSettings, string> = new Map(
  settings.flatMap(([key, setting]) =>
    setting.scope === 'call' ? fieldsOf(setting).map((field) => [field, key] as const) : [],
  ),
);

/** Fields that decide what a run costs. */
export const pricedFields: readonly (keyof RunSettings)[] = settings.flatMap(([, setting]) =>
  setting.priced === true ? fieldsOf(setting) : [],
);

/** Reserved keys that may distinguish runs without a name. */
export const namingKeys: ReadonlySet<string> = new Set(
  settings.flatMap(([key, { naming }]) => (naming === true ? [key] : [])),
);
