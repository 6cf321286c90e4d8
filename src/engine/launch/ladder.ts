import type { Batch } from '../../plan/plan';
import type { Random } from '../clock';
import { type Candidate, candidatesOf, onDemandCandidatesOf } from './candidate';

/** Minimum number of Spot Instances in one call, so that spreading doesn't require a call for each. */
const leastSpread = 10;

/** For how long and for which scope a placement refused: now, this placement permanently, or its instance type permanently. */
export type Refusal = 'now' | 'place' | 'type';

/** The placements of one batch, tried in order and repeatedly. */
export class Ladder {
  /** Placements that can accept the batch, now or later. */
  #open: readonly Candidate[];
  #current: Candidate;
  #zones: readonly string[] = [];
  /** Placements that refused in this round. */
  readonly #tried = new Set<string>();
  readonly #closed = new Set<string>();
  readonly #closedTypes = new Set<string>();
  /** Rounds in which every placement refused. */
  rounds = 0;

  constructor(
    private readonly batch: Batch,
    private readonly random: Random,
    /** For runs that prefer spot instances, and don't get one. */
    private readonly onDemand = false,
  ) {
    this.#open = this.#candidates([]);
    const [first] = this.#open;
    if (first === undefined) throw new RangeError(`batch ${batch.id} has no instance type`);
    this.#current = first;
  }

  get current(): Candidate {
    return this.#current;
  }

  /** Whether zones matter from the start: Spot capacity differs by zone, so Spot runs are spread. */
  get spreads(): boolean {
    const { availabilityZone, spot, subnet } = this.batch.shape;
    return spot && !this.onDemand && availabilityZone === undefined && subnet === undefined;
  }

  /** Sets the zones; a spread begins in any of them. */
  learn(zones: readonly string[]): void {
    if (this.#zones.length > 0 || zones.length === 0) return;
    const first = this.spreads ? Math.floor(this.random() * zones.length) : 0;
    this.#zones = [...zones.slice(first), ...zones.slice(0, first)];
    this.#open = this.#candidates(this.#zones).filter((one) => !this.#isClosed(one));
    const known = this.#open.find((one) => nameOf(one) === nameOf(this.#current));
    this.#current = known ?? this.#open[0] ?? this.#current;
  }

  /** Leaves this place for the next one of the kind, if there is any: an instance was lost there. */
  avoid(place: Candidate): void {
    if (this.rounds > 0) return;
    const { availabilityZone, instanceType, onDemand } = this.#current;
    const isThere = availabilityZone === place.availabilityZone && instanceType === place.instanceType;
    const at = this.#open.indexOf(this.#current);
    const next = [...this.#open.slice(at + 1), ...this.#open.slice(0, at)].find(
      (one) => one.onDemand === onDemand && !this.#tried.has(nameOf(one)),
    );
    if (isThere && next !== undefined) this.#current = next;
  }

  /** The number of these runs in one call. */
  share(left: number): number {
    if (!this.spreads || this.#zones.length === 0) return left;
    return Math.min(left, Math.max(leastSpread, Math.ceil(this.batch.runs.length / this.#zones.length)));
  }

  /** After a launch: spread runs continue in the next zone, with the preferred type. */
  succeeded(): void {
    this.#tried.clear();
    this.rounds = 0;
    if (!this.spreads || this.#zones.length === 0) return;
    const wanted = this.#open.filter(({ instanceType }) => instanceType === this.#open[0]?.instanceType);
    const zone = this.#zones.indexOf(this.#current.availabilityZone ?? '');
    const after = wanted.find(({ availabilityZone }) => this.#zones.indexOf(availabilityZone ?? '') > zone);
    this.#current = after ?? wanted[0] ?? this.#current;
  }

  /** Moves to the next placement. `again`: all were tried, and it starts over; `never`: all were tried, and none will ever accept. */
  refused(refusal: Refusal): 'next' | 'again' | 'never' {
    const at = this.#open.indexOf(this.#current);
    this.#tried.add(nameOf(this.#current));
    if (refusal === 'place') this.#closed.add(nameOf(this.#current));
    if (refusal === 'type') this.#closedTypes.add(this.#current.instanceType);
    const inOrder = [...this.#open.slice(at + 1), ...this.#open.slice(0, at + 1)];
    this.#open = this.#open.filter((one) => !this.#isClosed(one));
    const next = inOrder.find((one) => !this.#isClosed(one) && !this.#tried.has(nameOf(one)));
    if (next !== undefined) {
      this.#current = next;
      return 'next';
    }
    this.#tried.clear();
    this.rounds += 1;
    const [first] = this.#open;
    if (first === undefined) return 'never';
    this.#current = first;
    return 'again';
  }

  /** The next instance type, whose quota can be a different one; false if there is none. */
  nextType(): boolean {
    const at = this.#open.indexOf(this.#current);
    const next = this.#open.find(
      (one, place) =>
        place > at &&
        (one.instanceType !== this.#current.instanceType || one.onDemand !== this.#current.onDemand),
    );
    if (next === undefined) return false;
    this.#current = next;
    return true;
  }

  #candidates(zones: readonly string[]): readonly Candidate[] {
    const { shape } = this.batch;
    return this.onDemand ? onDemandCandidatesOf(shape, zones) : candidatesOf(shape, zones);
  }

  #isClosed(one: Candidate): boolean {
    return this.#closedTypes.has(one.instanceType) || this.#closed.has(nameOf(one));
  }
}

const nameOf = ({ availabilityZone, instanceType, onDemand }: Candidate): string =>
  `${instanceType} ${availabilityZone ?? ''}${onDemand === true ? ' on demand' : ''}`;
