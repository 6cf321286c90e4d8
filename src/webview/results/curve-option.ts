import { t } from '@vscode/l10n';
import { cellsOf } from '../../results/column';
import { sweepColumn } from '../../results/combine';
import type { ResultsTable } from '../../results/record';
import { textOf } from '../../results/selection';
import { colorScale } from './color-scale';
import type { CurvesShown, RunCurve } from './contract';
import type { PlotFrame } from './frame';
import type { Palette } from './palette';
import type { CurveAxis, ViewState } from './view-state';

const hour = 3_600_000;

/** A line for every run that has reported the metric, over its step, time, or cost. */
export function curveOption(
  table: ResultsTable,
  shown: CurvesShown | undefined,
  state: ViewState,
  palette: Palette,
  frame: PlotFrame,
): Record<string, unknown> {
  const colored = state.color || sweepColumn(table);
  const scale = colored === undefined ? undefined : colorScale(table, colored, 'max', palette, frame);
  const names = cellsOf(table, 'name').map(textOf);
  const sweeps = cellsOf(table, sweepColumn(table) ?? '').map(textOf);
  const byRow = new Map(
    shown?.runs.map((run) => [keyOf(run.name, shown.sweepIds.length > 1 ? run.sweepId : ''), run]),
  );
  const series = names.flatMap((name, row) => {
    const run = byRow.get(keyOf(name, sweeps[row] ?? ''));
    if (run === undefined) return [];
    const color = scale?.colorOf(row) ?? palette.classes[row % palette.classes.length] ?? palette.point;
    return [
      {
        type: 'line',
        name: run.name,
        row,
        showSymbol: run.values.length === 1,
        triggerLineEvent: true,
        connectNulls: false,
        lineStyle: { color, width: 1.5 },
        itemStyle: { color },
        endLabel: { show: false, formatter: '{a}', color: palette.foreground },
        emphasis: { focus: 'series', lineStyle: { width: 3 }, endLabel: { show: true } },
        data: pointsOf(run, state.curveX, state.smooth, state.logY),
      },
    ];
  });
  return {
    grid: { left: 84, right: 120 + (scale?.legend.width ?? 0), top: 36, bottom: 56 },
    title: [
      ...(series.length > 0 ? [] : [noCurves(shown, palette)]),
      ...(scale === undefined ? [] : [scale.legend.title]),
    ],
    xAxis: {
      ...axis(palette),
      type: 'value',
      name: axisName(state.curveX, shown?.stepName),
      nameLocation: 'middle',
      nameGap: 32,
      scale: true,
    },
    yAxis: {
      ...axis(palette),
      type: state.logY ? 'log' : 'value',
      name: shown?.metric ?? '',
      nameLocation: 'middle',
      nameRotate: 90,
      nameGap: 54,
      scale: true,
    },
    ...(scale === undefined ? {} : { visualMap: scale.legend.visualMap }),
    series,
  };
}

const axis = (palette: Palette): Record<string, unknown> => ({
  nameTextStyle: { color: palette.foreground },
  axisLine: { lineStyle: { color: palette.line } },
  axisLabel: { color: palette.muted },
  splitLine: { lineStyle: { color: palette.line, opacity: 0.4 } },
});

/** Runs of several sweeps may have one name. */
const keyOf = (run: string, sweepId: string): string => `${sweepId}\n${run}`;

const noCurves = (shown: CurvesShown | undefined, palette: Palette): Record<string, unknown> => ({
  text: shown === undefined ? t('Reading metrics…') : t('These runs have reported no metrics.'),
  left: 'center',
  top: 'middle',
  textStyle: { color: palette.muted, fontSize: 13, fontWeight: 'normal' },
});

export const axisName = (axis: CurveAxis, stepName: string | undefined): string =>
  axis === 'step' ? (stepName ?? t('step')) : axis === 'time' ? t('minutes') : t('cost in USD');

/** Points to draw; `null` breaks the line. A logarithmic axis has no room for zero and below. */
export function pointsOf(
  { minutes, steps, usdPerHour, values }: RunCurve,
  axis: CurveAxis,
  smooth: number,
  logarithmic: boolean,
): readonly (readonly [number, number | null])[] {
  const smoothed = smoothedOf(values, smooth);
  return smoothed.flatMap((value, place) => {
    const at = minutes[place] ?? 0;
    const x =
      axis === 'step'
        ? steps[place]
        : axis === 'time'
          ? at
          : usdPerHour === null
            ? undefined
            : (at * 60_000 * usdPerHour) / hour;
    if (x === undefined) return [];
    return [[x, value === null || (logarithmic && value <= 0) ? null : value] as const];
  });
}

/** An exponential moving average without bias toward its start, as TensorBoard has it. `weight` from 0 to less than 1. */
export function smoothedOf(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  if (weight === 0) return values;
  let average = 0;
  let count = 0;
  return values.map((value) => {
    if (value === null) return null;
    average = average * weight + (1 - weight) * value;
    count += 1;
    return average / (1 - weight ** count);
  });
}
