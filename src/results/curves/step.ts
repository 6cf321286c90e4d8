import type { MetricRow } from './metric-rows';

/** Names under which training loops and loggers write the step, best first: Lightning writes both `step` and `epoch`. */
export const stepNames: readonly string[] = [
  'step',
  'global_step',
  '_step',
  'trainer/global_step',
  'train/global_step',
  'current_steps',
  'iteration',
  'iter',
  'epoch',
];

/** What the rows of a run are counted by; undefined: by their lines. */
export function stepNameOf(rows: Iterable<MetricRow>): string | undefined {
  let best = stepNames.length;
  for (const { values } of rows) {
    for (let place = 0; place < best; place += 1) {
      if (Number.isFinite(values.get(stepNames[place] ?? ''))) best = place;
    }
    if (best === 0) break;
  }
  return stepNames[best];
}
