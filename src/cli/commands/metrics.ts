import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { RunView } from '../../engine/view';
import type { RunCurves } from '../../results/curves/curve';
import { mainMetric, metricNamesOf } from '../../results/curves/main-metric';
import { tidyCsv } from '../../results/curves/tidy';
import { type Metric, metricCalled } from '../../results/metric';
import { type ExitCode, exitCodes, UsageError } from '../exit';
import { formatOf, type ListOptions } from '../list-format';
import { curvesJson, renderRunCurves, renderSweepCurves } from '../output/curves';
import { plain } from '../output/plain';
import { screenOf } from '../output/screen';
import { resolveSweep, runOf } from '../reference';
import { withSession } from '../session';
import { sweepReference } from '../sweep-reference';
import { print, printJson, say, type Terminal } from '../terminal';

export interface MetricsOptions extends ListOptions {
  readonly metric?: string;
}

/** A run and what it has reported. */
export interface ReportedRun {
  readonly run: RunView;
  readonly curves: RunCurves;
}

/** Shows the metrics that runs have reported: a row for each run, or of one run a row for each metric. */
export async function metrics(
  id: string,
  run: string | undefined,
  options: MetricsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine }) => {
    const { sweep, run: named = run } = sweepReference(id, run, 'metrics');
    const sweepId = await resolveSweep(sweep, engine, terminal.interrupted);
    const view = await engine.view(sweepId, terminal.interrupted);
    if (view.bucket === undefined) throw withoutBucket();
    const chosen = named === undefined ? view.runs : [runOf(view, named)];
    const found = await engine.metrics(view, terminal.interrupted);
    const reported = chosen.flatMap((one): ReportedRun[] => {
      const curves = found.get(one.name);
      return curves === undefined ? [] : [{ run: one, curves }];
    });
    const names = metricNamesOf(reported.map(({ curves }) => curves));
    const { metric } = options;
    if (metric !== undefined && names.length > 0 && !names.includes(metric))
      throw new UsageError(
        t(
          'No run has reported the metric "{0}". The metrics are {1}.',
          plain(metric),
          names.map(plain).join(', '),
        ),
      );
    switch (formatOf(options)) {
      case 'json':
        printJson(terminal, curvesJson(view.id, reported, metric));
        break;
      case 'csv':
        for (const part of tidyCsv(
          reported.map(({ curves, run: { name } }) => ({ name, curves })),
          metric,
        ))
          terminal.stdout.write(part);
        break;
      case 'table': {
        const [one] = reported;
        if (one === undefined) {
          if (view.finished) throw noMetrics();
          say(terminal, t('No run has reported metrics yet.'));
        } else if (named !== undefined)
          print(terminal, renderRunCurves(one.curves, metric, screenOf(terminal)));
        else {
          const shown = metricOf(names, metric, view.metric);
          if (shown === undefined) break;
          print(terminal, renderSweepCurves(reported, shown, screenOf(terminal)));
          say(terminal, otherMetrics(names, shown.title));
        }
      }
    }
    return exitCodes.done;
  });
}

function metricOf(
  names: readonly string[],
  title: string | undefined,
  wanted: Parameters<typeof mainMetric>[1],
): Metric | undefined {
  const main = mainMetric(names, wanted);
  return title === undefined || main?.title === title ? main : metricCalled(title);
}

const withoutBucket = (): Failure =>
  new Failure(
    'not-found',
    'NoMetrics',
    t(
      'This sweep has no bucket, so its metrics were not uploaded. To get the file that the script writes, list it under results, and run {0}.',
      'spawn collect-results',
    ),
  );

const noMetrics = (): Failure =>
  new Failure(
    'not-found',
    'NoMetrics',
    t(
      'No run of this sweep has reported metrics. A script reports them by adding lines to /tmp/metrics.jsonl, or with {0}.',
      'spored metric loss=0.41',
    ),
  );

function otherMetrics(names: readonly string[], shown: string): string {
  const others = names.filter((name) => name !== shown).map(plain);
  return others.length === 0
    ? t('Metric: {0}', plain(shown))
    : t('Metric: {0}. Others, with {1}: {2}', plain(shown), '--metric', others.join(', '));
}
