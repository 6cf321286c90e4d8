import { bestPoint, type Curve, lastPoint, type RunCurves } from '../../results/curves/curve';
import { sparkOf } from '../../results/curves/spark';
import type { Metric } from '../../results/metric';
import type { ReportedRun } from '../commands/metrics';
import { stateOf } from './run-state';
import type { Screen } from './screen';
import { renderColumns } from './table';
import { isoTime } from './time';

/** Characters of a curve in a table. */
const sparkWidth = 24;

/** A number as people compare it: six significant digits. */
export const shortNumber = (value: number): string => String(Number(value.toPrecision(6)));

/** A row for each run, with its last and best value of a metric. */
export function renderSweepCurves(reported: readonly ReportedRun[], metric: Metric, screen: Screen): string {
  const { goal, guess, title } = metric;
  return renderColumns(
    [
      { title: 'NAME', shortest: 12 },
      { title: 'STATE' },
      { title: 'STEP', align: 'right', leaves: 2 },
      { title: 'LAST', align: 'right' },
      ...(guess === 'goal' ? [] : [{ title: 'BEST', align: 'right' as const, leaves: 1 }]),
      { title: 'CURVE', leaves: 3 },
    ],
    reported.map(({ curves, run }) => {
      const curve = curves.curves.get(title);
      const last = curve === undefined ? undefined : lastPoint(curve);
      const best = curve === undefined || guess === 'goal' ? undefined : bestPoint(curve, goal);
      return [
        run.name,
        stateOf(run),
        numberOr(last?.step),
        numberOr(last?.value),
        ...(guess === 'goal' ? [] : [numberOr(best?.value)]),
        curve === undefined ? '' : sparkOf(curve.values, sparkWidth),
      ];
    }),
    screen,
    true,
  );
}

/** A row for each metric of one run. */
export function renderRunCurves(run: RunCurves, metric: string | undefined, screen: Screen): string {
  const curves = [...run.curves].filter(([name]) => metric === undefined || name === metric);
  return renderColumns(
    [
      { title: 'METRIC', shortest: 12 },
      { title: (run.stepName ?? 'line').toUpperCase(), align: 'right', leaves: 1 },
      { title: 'LAST', align: 'right' },
      { title: 'MIN', align: 'right', leaves: 2 },
      { title: 'MAX', align: 'right', leaves: 2 },
      { title: 'CURVE', leaves: 3 },
    ],
    curves.map(([name, curve]) => {
      const last = lastPoint(curve);
      return [
        name,
        numberOr(last?.step),
        numberOr(last?.value),
        numberOr(bestPoint(curve, 'min')?.value),
        numberOr(bestPoint(curve, 'max')?.value),
        sparkOf(curve.values, sparkWidth),
      ];
    }),
    screen,
    true,
  );
}

const numberOr = (value: number | undefined): string => (value === undefined ? '-' : shortNumber(value));

/** The document that `spawn metrics --json` prints: of each curve three lists of one length; a gap is null. */
export const curvesJson = (
  sweepId: string,
  reported: readonly ReportedRun[],
  metric: string | undefined,
): unknown => ({
  sweep_id: sweepId,
  runs: reported.map(({ curves, run }) => ({
    index: run.index,
    name: run.name,
    state: run.state,
    step_name: curves.stepName ?? null,
    metrics: Object.fromEntries(
      [...curves.curves].flatMap(([name, curve]) =>
        metric === undefined || name === metric ? [[name, curveJson(curve)]] : [],
      ),
    ),
  })),
});

const curveJson = (curve: Curve): unknown => ({
  last: lastPoint(curve)?.value ?? null,
  steps: [...curve.steps],
  times: [...curve.times].map((time) => isoTime(time)),
  values: [...curve.values].map((value) => (Number.isNaN(value) ? null : value)),
});
