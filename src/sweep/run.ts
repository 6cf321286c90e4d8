import type { FilePattern } from './file-pattern';
import type { Range } from './text';

/** What happens to the instance when its job ends. */
export type OnComplete = 'terminate' | 'stop' | 'keep';

/** The reserved keys of one run, resolved: `defaults` first, then the run's own. */
export interface RunSettings {
  /** Tried in order when a type has no capacity; never empty. */
  readonly instanceTypes: readonly string[];
  readonly region: string;
  readonly onComplete: OnComplete;
  readonly spot: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** Paths and globs on the instance that are uploaded when the job ends. */
  readonly results: readonly string[];
  /** Paths and globs beside the sweep file that travel to the instance. */
  readonly files: readonly FilePattern[];
  readonly securityGroups: readonly string[];
  readonly availabilityZone?: string;
  readonly ami?: string;
  /** Seconds, counted from launch. */
  readonly ttlSeconds?: number;
  readonly idleTimeoutSeconds?: number;
  /** Where the values of secret variables come from, by variable: `env`, `ssm:/path`, `secretsmanager:name`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The job is done when what the script has left running has ended too. */
  readonly waitsForBackground?: boolean;
  /** The script itself, also where the file says `user_data: {file: …}`. */
  readonly userData?: string;
  /** USD per hour. */
  readonly spotMaxPrice?: number;
  /** Of burstable types; without it as EC2 does by default. */
  readonly cpuCredits?: 'standard' | 'unlimited';
  /** USD per hour on demand, as the user knows it. */
  readonly price?: number;
  /** `service:Level` templates, sorted, each once. */
  readonly iamPolicy?: readonly string[];
  readonly iamRole?: string;
  readonly keyName?: string;
  readonly subnet?: string;
  /** GiB. */
  readonly volumeSize?: number;
}

/** One parameter combination. It gets one instance. */
export interface Run {
  /** 0-based place in the sweep. */
  readonly index: number;
  /** Unique in the sweep; safe as EC2 tag, S3 key and file name. */
  readonly name: string;
  /** Free parameters as the user spelled them, in the order of the file. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: RunSettings;
  /** Where in the sweep file it comes from. */
  readonly origin: Range;
}

/** What the best run is: a value of the results, and which end of it is good. */
export interface SweepMetric {
  readonly name: string;
  readonly goal: 'min' | 'max';
}

/** A sweep file, read. `runs` is what would be launched; launch refuses while a problem is an error. */
export interface Sweep {
  /** `lr-search` for `name: lr-search`, or from the file's name; "" when neither says one. */
  readonly name: string;
  readonly runs: readonly Run[];
  /** USD. */
  readonly budget?: number;
  readonly maxConcurrent?: number;
  readonly metric?: SweepMetric;
}

/** What a sweep file leaves open: settings of the user and the profile. */
export interface SweepDefaults {
  readonly instanceType: string;
  readonly region: string;
}
