import type { Provider } from '../../../engine/connection';
import type { Engine } from '../../../engine/engine';
import type { RunView, SweepView } from '../../../engine/view';
import type { Curve, RunCurves } from '../../../results/curves/curve';
import { mainMetric, metricNamesOf } from '../../../results/curves/main-metric';
import { mostPoints, thinned } from '../../../results/curves/thin';
import type { CurvesShown, RunCurve, SweepAddress } from '../../../webview/results/contract';

/** Points of all curves together that a panel draws at once. */
const mostTogether = 200_000;
const leastPoints = 100;

export interface CurveServices {
  readonly clouds: { of(provider: Provider): Promise<{ readonly engine: Pick<Engine, 'metrics'> }> };
  readonly store: { find(sweepId: string): { readonly sweep: SweepView } | undefined };
}

interface Reported {
  readonly sweepId: string;
  readonly run: RunView;
  readonly curves: RunCurves;
}

/** The curves of one metric of the runs of these sweeps. @param wanted empty: the likeliest one @throws Failure */
export async function curvesShown(
  sweeps: readonly SweepAddress[],
  wanted: string,
  { clouds, store }: CurveServices,
): Promise<CurvesShown> {
  const read = sweeps.map(async ({ provider, sweepId }): Promise<readonly Reported[]> => {
    const view = store.find(sweepId)?.sweep;
    if (view === undefined) return [];
    const { engine } = await clouds.of(provider);
    const found = await engine.metrics(view);
    return view.runs.flatMap((run) => {
      const curves = found.get(run.name);
      return curves === undefined ? [] : [{ sweepId, run, curves }];
    });
  });
  const reported = (await Promise.all(read)).flat();
  const names = metricNamesOf(reported.map(({ curves }) => curves));
  const [first] = sweeps;
  const likely = mainMetric(names, store.find(first?.sweepId ?? '')?.sweep.metric);
  const metric = names.includes(wanted) ? wanted : (likely?.title ?? '');
  const steps = new Set(reported.map(({ curves }) => curves.stepName));
  const most = Math.max(
    leastPoints,
    Math.min(mostPoints, Math.floor(mostTogether / Math.max(1, reported.length))),
  );
  return {
    metric,
    names,
    stepName: steps.size === 1 ? [...steps][0] : undefined,
    sweepIds: sweeps.map(({ sweepId }) => sweepId),
    runs: reported.flatMap(({ curves, run, sweepId }) => {
      const curve = curves.curves.get(metric);
      return curve === undefined ? [] : [runCurveOf(sweepId, run, curve, most)];
    }),
  };
}

function runCurveOf(sweepId: string, run: RunView, { steps, times, values }: Curve, most: number): RunCurve {
  const places = [...thinned(values, most)];
  const { startedAt = run.launchedAt ?? times[0] ?? 0 } = run;
  return {
    sweepId,
    name: run.name,
    steps: places.map((place) => steps[place] ?? 0),
    minutes: places.map((place) => Math.max(0, ((times[place] ?? 0) - startedAt) / 60_000)),
    values: places.map((place) => {
      const value = values[place] ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    }),
    usdPerHour: usdPerHourOf(run, startedAt),
  };
}

/** What an hour of the run costs: as it has so far, or will. */
function usdPerHourOf({ accruedUsd, endedAt, hourlyUsd }: RunView, startedAt: number): number | null {
  if (endedAt === undefined) return hourlyUsd ?? null;
  const hours = (endedAt - startedAt) / 3_600_000;
  return accruedUsd === undefined || hours <= 0 ? null : accruedUsd / hours;
}
