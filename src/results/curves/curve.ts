import type { Goal } from '../goal';
import { isTimeName, type MetricRow } from './metric-rows';
import { stepNameOf, stepNames } from './step';

/** The values of one metric of a run: arrays of one length, in the order of their steps, each step once. */
export interface Curve {
  readonly steps: Float64Array;
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  /** NaN is a gap. */
  readonly values: Float64Array;
}

/** What a run has written so far. */
export interface RunCurves {
  /** Name of what the steps are, such as `epoch`; undefined: lines. */
  readonly stepName: string | undefined;
  /** By the name of the metric, in the order in which the run wrote them first. */
  readonly curves: ReadonlyMap<string, Curve>;
}

/** A point of a curve. */
export interface Point {
  readonly step: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly value: number;
}

/**
 * The curves of a run. Where steps go back, as after a run has continued from a checkpoint, what was written last of a step
 * and of all after it counts.
 */
export function curvesOf(rows: readonly MetricRow[]): RunCurves {
  const stepName = stepNameOf(rows);
  const growing = new Map<string, Growing>();
  let last: number | undefined;
  for (const { line, time, values } of rows) {
    const written = stepName === undefined ? undefined : values.get(stepName);
    const step =
      written !== undefined && Number.isFinite(written) ? written : stepName === undefined ? line : last;
    if (step === undefined) continue;
    last = step;
    for (const [name, value] of values) {
      if (stepNames.includes(name) || isTimeName(name)) continue;
      const curve = growing.get(name) ?? new Growing();
      growing.set(name, curve);
      curve.add(step, time, value);
    }
  }
  return { stepName, curves: new Map([...growing].map(([name, curve]) => [name, curve.done()])) };
}

class Growing {
  #steps = new Float64Array(64);
  #times = new Float64Array(64);
  #values = new Float64Array(64);
  #length = 0;

  add(step: number, time: number, value: number): void {
    while (this.#length > 0 && (this.#steps[this.#length - 1] ?? 0) >= step) this.#length -= 1;
    if (this.#length === this.#steps.length) {
      this.#steps = longer(this.#steps);
      this.#times = longer(this.#times);
      this.#values = longer(this.#values);
    }
    this.#steps[this.#length] = step;
    this.#times[this.#length] = time;
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  done(): Curve {
    return {
      steps: this.#steps.slice(0, this.#length),
      times: this.#times.slice(0, this.#length),
      values: this.#values.slice(0, this.#length),
    };
  }
}

function longer(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(array.length * 2);
  copy.set(array);
  return copy;
}

/** The newest value that is a number; undefined: none is. */
export function lastPoint(curve: Curve): Point | undefined {
  for (let place = curve.values.length - 1; place >= 0; place -= 1) {
    const point = pointAt(curve, place);
    if (point !== undefined) return point;
  }
  return undefined;
}

/** The best value so far, the first of equals; undefined: none is a number. */
export function bestPoint(curve: Curve, goal: Goal): Point | undefined {
  let best = -1;
  for (const [place, value] of curve.values.entries()) {
    if (Number.isNaN(value)) continue;
    const before = best < 0 ? undefined : curve.values[best];
    if (before === undefined || (goal === 'min' ? value < before : value > before)) best = place;
  }
  return best < 0 ? undefined : pointAt(curve, best);
}

/** The value at a step: the last one that is a number, at it or before it; undefined: there is none yet. */
export function pointAtStep(curve: Curve, step: number): Point | undefined {
  for (let place = curve.steps.length - 1; place >= 0; place -= 1) {
    if ((curve.steps[place] ?? 0) > step) continue;
    const point = pointAt(curve, place);
    if (point !== undefined) return point;
  }
  return undefined;
}

function pointAt({ steps, times, values }: Curve, place: number): Point | undefined {
  const [step, time, value] = [steps[place], times[place], values[place]];
  if (step === undefined || time === undefined || value === undefined || Number.isNaN(value))
    return undefined;
  return { step, time, value };
}
