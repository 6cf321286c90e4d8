import type { Engine } from '../engine/engine';
import { Failure } from '../engine/failure';
import type { SweepView } from '../engine/view';
import { lastPoint } from '../results/curves/curve';
import { mainMetric, metricNamesOf } from '../results/curves/main-metric';
import { sparkOf } from '../results/curves/spark';
import { shortNumber } from './output/curves';

/** Requests that a status may make for its metrics. */
const mostRequests = 400;
/** Newest parts of a run that a status reads. */
const mostParts = 8;
const sparkWidth = 8;

/** The newest value of the main metric of each run. */
export interface LatestMetrics {
  /** Name of the metric. */
  readonly title: string;
  /** Value and recent course, by the name of the run: `0.412 ▇▅▃▁`. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Undefined where no run has reported metrics, or there are too many runs to ask for them. Hides no status. */
export async function latestMetricsOf(
  view: SweepView,
  engine: Pick<Engine, 'metrics'>,
  signal: AbortSignal,
): Promise<LatestMetrics | undefined> {
  const newest = Math.min(mostParts, Math.floor(mostRequests / Math.max(1, view.runs.length)));
  if (newest === 0 || view.bucket === undefined) return undefined;
  const runs = await engine.metrics(view, signal, newest).catch(whenUnreadable);
  if (runs === undefined) return undefined;
  const metric = mainMetric(metricNamesOf(runs.values()), view.metric);
  if (metric === undefined) return undefined;
  const texts = [...runs].flatMap(([name, { curves }]) => {
    const curve = curves.get(metric.title);
    const last = curve === undefined ? undefined : lastPoint(curve);
    if (curve === undefined || last === undefined) return [];
    return [[name, `${shortNumber(last.value)} ${sparkOf(curve.values, sparkWidth)}`] as const];
  });
  return { title: metric.title, texts: new Map(texts) };
}

function whenUnreadable(error: unknown): undefined {
  if (error instanceof Failure && error.kind !== 'cancelled') return undefined;
  throw error;
}
