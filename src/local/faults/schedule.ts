/** A fault of a call, instead of its answer or in addition to it. */
export type Fault =
  /** An AWS error; `after`: the work is done anyway. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly status?: number;
      readonly message?: string;
      readonly after?: boolean;
    }
  /** The connection is closed without an answer; `after`: the work is done anyway. */
  | { readonly kind: 'drop'; readonly after?: boolean }
  /** The delay of the answer, in milliseconds of the cloud's clock. */
  | { readonly kind: 'slow'; readonly milliseconds: number };

/** How often a fault occurs. */
export interface Frequency {
  /** Probability for each candidate, from 0 to 1; 1 by default. */
  readonly chance?: number;
  /** The number of candidates without a fault at the beginning. */
  readonly skip?: number;
  /** Maximum number of faults; unlimited by default. */
  readonly times?: number;
}

/** Faults of calls: `on` is `service:Action`, with `*` for any text: `ec2:RunInstances`, `s3:*`. */
export interface CallRule extends Frequency {
  readonly on: string;
  readonly fault: Fault;
}

/** Faults of instances, `afterMs` of the cloud's clock after their launch. */
export interface InstanceRule extends Frequency {
  /**
   * `interrupt`: a Spot interruption notice, and the end two minutes later. `die`: ends immediately. `reboot`: like a
   * reboot by its own command.
   */
  readonly happens: 'interrupt' | 'die' | 'reboot';
  readonly afterMs: number;
}

/** The maximum number of running instances, of a type and in a zone if they are given. */
export interface Capacity {
  readonly instanceType?: string;
  readonly zone?: string;
  readonly available: number;
}

export interface Schedule {
  /** The same seed gives the same faults. */
  readonly seed: number;
  readonly calls?: readonly CallRule[];
  readonly instances?: readonly InstanceRule[];
  readonly capacity?: readonly Capacity[];
}

/** A fault that was injected, with its call or instance. */
export interface Injection {
  readonly at: number;
  readonly into: string;
  readonly fault: string;
}
