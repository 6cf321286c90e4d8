import type { FilePattern } from './file-pattern';
import type { runKeyDocs } from './generated/keys';
import type { ReservedKey } from './keys';

/** What happens to the instance when its job ends. */
export type OnComplete = (typeof runKeyDocs.on_complete.values)[number];

/** Settings that one `RunInstances` call shares across its instances: runs that differ in one need different calls. */
export interface CallSettings {
  /** Tried in order when a type has no capacity; never empty. */
  readonly instanceTypes: readonly string[];
  readonly region: string;
  readonly availabilityZone?: string;
  readonly subnet?: string;
  readonly securityGroups: readonly string[];
  readonly keyName?: string;
  readonly ami?: string;
  readonly spot: boolean;
  /** `spot: prefer`: on demand after an interruption, or where the spot market has no capacity. */
  readonly spotFallback?: true;
  /** USD per hour. */
  readonly spotMaxPrice?: number;
  /** Of burstable types; without it as EC2 does by default. */
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

/** What a later attempt of a run continues from. */
export interface Checkpoint {
  /** Absolute, without a slash at its end. */
  readonly path: string;
  /** How often it is looked at: 60 to 86,400. */
  readonly everySeconds: number;
}

/** The reserved keys of one run, resolved: `defaults` first, then the run's own. */
export interface RunSettings extends CallSettings {
  /** Seconds, counted from launch. */
  readonly ttlSeconds?: number;
  readonly idleTimeoutSeconds?: number;
  readonly onComplete: OnComplete;
  /** The job is done when what the script has left running has ended too. */
  readonly waitsForBackground?: boolean;
  /** The script itself, even if the file contains `user_data: {file: …}`. */
  readonly userData?: string;
  /** Where the values of secret variables come from, by variable: `env`, `ssm:/path`, `secretsmanager:name`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Paths and globs on the instance that are uploaded when the job ends. */
  readonly results: readonly string[];
  /** Paths and globs next to the sweep file that travel to the instance. */
  readonly files: readonly FilePattern[];
  /** USD per hour on demand, as the user knows it. */
  readonly price?: number;
  /** Undefined: each run is launched once. */
  readonly retry?: RetryCounts;
  readonly checkpoint?: Checkpoint;
}

/** The settings of a run that one mapping defines. `spotFallback` is false where it overrides `spot: prefer`. */
export type PartialSettings = {
  -readonly [K in keyof RunSettings]?: K extends 'spotFallback' ? boolean : RunSettings[K];
};

/** What a reserved key means. Its value is read as the schema types it, or by a reader in `read-setting.ts`. */
interface Setting<F extends keyof RunSettings> {
  readonly field: F;
  /** A further field that its value decides. */
  readonly also?: F extends keyof CallSettings ? keyof CallSettings : keyof RunSettings;
  /** `call`: shared by all instances of one RunInstances call. `run`: each run has its own. */
  readonly scope: F extends keyof CallSettings ? 'call' : 'run';
  /** Runs that differ in it cost differently. */
  readonly priced?: true;
  /** Runs without a name that differ in it are named by it. */
  readonly naming?: true;
}

type AnySetting = { readonly [F in keyof RunSettings]-?: Setting<F> }[keyof RunSettings];

/** The meaning of each reserved key. A key of the schema that is missing here does not compile. */
export const settingTable = {
  instance_type: { field: 'instanceTypes', scope: 'call', priced: true, naming: true },
  region: { field: 'region', scope: 'call', priced: true, naming: true },
  availability_zone: { field: 'availabilityZone', scope: 'call', naming: true },
  // Images differ in their disks.
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
