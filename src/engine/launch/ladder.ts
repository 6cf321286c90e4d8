import type { Batch } from '../../plan/plan';
import type { Random } from '../clock';
import { type Candidate, candidatesOf } from './candidate';

/** Least number of spot instances in one call: spreading must not cost a call for each. */
const leastSpread = 10;

/** The places of one batch, tried in order, round and round. */
export class Ladder {
  #place = 0;
  #candidates: readonly Candidate[];
  #zones: readonly string[] = [];
  /** Whether some place of this round may have room another time. */
  #hope = false;
  /** Rounds in which every place was refused. */
  rounds = 0;

  constructor(
    private readonly batch: Batch,
    private readonly random: Random,
  ) {
    this.#candidates = candidatesOf(batch.shape, []);
  }

  get current(): Candidate {
    const candidate = this.#candidates[this.#place];
    if (candidate === undefined) throw new RangeError(`batch ${this.batch.id} has no instance type`);
    return candidate;
  }

  /** Whether zones matter from the start: spot capacity differs by zone, so spot runs are spread. */
  get spreads(): boolean {
    const { availabilityZone, spot, subnet } = this.batch.shape;
    return spot && availabilityZone === undefined && subnet === undefined;
  }

  /** Learns the zones; a spread begins in any of them. */
  learn(zones: readonly string[]): void {
    if (this.#zones.length > 0 || zones.length === 0) return;
    const first = this.spreads ? Math.floor(this.random() * zones.length) : 0;
    this.#zones = [...zones.slice(first), ...zones.slice(0, first)];
    this.#candidates = candidatesOf(this.batch.shape, this.#zones);
  }

  /** How many of these runs go out in one call. */
  share(left: number): number {
    if (!this.spreads || this.#zones.length === 0) return left;
    return Math.min(left, Math.max(leastSpread, Math.ceil(this.batch.runs.length / this.#zones.length)));
  }

  /** After a launch: spread runs go on in the next zone, with the type that is wanted most. */
  succeeded(): void {
    this.#hope = false;
    this.rounds = 0;
    if (!this.spreads || this.#zones.length === 0) return;
    this.#place = (this.#place + 1) % this.#zones.length;
  }

  /**
   * Goes on to the next place. `again`: all were tried, and it starts over; `never`: all were tried, and none will ever do.
   * `lasting`: this place will have no room another time either.
   */
  refused(lasting: boolean): 'next' | 'again' | 'never' {
    this.#hope ||= !lasting;
    this.#place += 1;
    if (this.#place < this.#candidates.length) return 'next';
    this.#place = 0;
    this.rounds += 1;
    const verdict = this.#hope ? 'again' : 'never';
    this.#hope = false;
    return verdict;
  }

  /** The next instance type, whose quota may be another one; false when there is none. */
  nextType(): boolean {
    const type = this.current.instanceType;
    const place = this.#candidates.findIndex(
      (candidate, at) => at > this.#place && candidate.instanceType !== type,
    );
    if (place < 0) return false;
    this.#place = place;
    return true;
  }
}
