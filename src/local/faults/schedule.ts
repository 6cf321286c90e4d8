/** What happens to a call instead of, or besides, its answer. */
export type Fault =
  /** AWS's error; `after`: the work is done all the same. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly status?: number;
      readonly message?: string;
      readonly after?: boolean;
    }
  /** The connection is cut without an answer; `after`: the work is done all the same. */
  | { readonly kind: 'drop'; readonly after?: boolean }
  /** The delay of the answer, in milliseconds of the cloud's clock. */
  | { readonly kind: 'slow'; readonly milliseconds: number };

/** How often something goes wrong. */
export interface Frequency {
  /** Chance of each candidate, 0 to 1; 1 by default. */
  readonly chance?: number;
  /** Candidates that pass unharmed first. */
  readonly skip?: number;
  /** Most times it happens; without end by default. */
  readonly times?: number;
}

/** Calls that go wrong: `on` is `service:Action`, with `*` for any text: `ec2:RunInstances`, `s3:*`. */
export interface CallRule extends Frequency {
  readonly on: string;
  readonly fault: Fault;
}

/** Instances that something happens to, `afterMs` of the cloud's clock after their launch. */
export interface InstanceRule extends Frequency {
  /** `interrupt`: a spot notice, and the end two minutes later. `die`: gone at once. `reboot`: as by its own command. */
  readonly happens: 'interrupt' | 'die' | 'reboot';
  readonly afterMs: number;
}

/** How many instances may run at a time, of a type and in a zone where they are named. */
export interface Capacity {
  readonly instanceType?: string;
  readonly zone?: string;
  readonly available: number;
}

export interface Schedule {
  /** Same seed, same faults. */
  readonly seed: number;
  readonly calls?: readonly CallRule[];
  readonly instances?: readonly InstanceRule[];
  readonly capacity?: readonly Capacity[];
}

/** A fault that was injected: what, and into which call or instance. */
export interface Injection {
  readonly at: number;
  readonly into: string;
  readonly fault: string;
}
