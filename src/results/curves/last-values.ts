import type { ResultReading } from '../reading';
import { lastPoint, type RunCurves } from './curve';

/** The newest value of each metric of a run, as a result file would have them. */
export function lastValues({ curves }: RunCurves): ResultReading {
  const values = new Map<string, number>();
  for (const [name, curve] of curves) {
    const last = lastPoint(curve);
    if (last !== undefined) values.set(name, last.value);
  }
  return { values, notes: [] };
}
