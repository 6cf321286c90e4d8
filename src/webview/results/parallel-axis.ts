import { t } from '@vscode/l10n';
import { format } from 'echarts/core';
import { heightOn, type ParallelAxis } from '../../results/parallel';
import type { Scalar } from '../../results/scalar';
import { textOf } from '../../results/selection';
import type { Palette } from './palette';
import { shortNames } from './short-names';

/** The position of a line on an axis without a value: below the bottom of the scale, separate from it. */
export const noValue = -0.16;

/** Pixels from the top and the bottom of a plot to its axes. */
export const rim = { top: 62, bottom: 22 } as const;

/** An axis of a parallel coordinates plot, with its labels on the left. */
export interface AxisPlace {
  readonly axis: ParallelAxis;
  readonly cells: readonly (Scalar | undefined)[];
  /** Maximum pixels of its labels, and of its title. */
  readonly labelWidth: number;
  readonly titleWidth: number;
  readonly height: number;
  readonly bold: boolean;
}

export const titleOf = ({ scale, title }: ParallelAxis): string =>
  scale === 'log' ? t('{0} (log)', title) : title;

export function parallelAxis(place: AxisPlace, dim: number, palette: Palette): Record<string, unknown> {
  const { axis, bold, cells, height, titleWidth } = place;
  const gap = cells.some((cell) => heightOn(axis, cell) === undefined);
  return {
    dim,
    // Identifies a brush on it after the plot is redrawn.
    id: axis.title,
    name: titleOf(axis),
    nameLocation: 'end',
    nameGap: 14,
    nameTruncate: { maxWidth: titleWidth },
    nameTextStyle: { color: palette.foreground, fontSize: 13, fontWeight: bold ? 'bold' : 'normal' },
    type: 'value',
    min: gap ? noValue : 0,
    max: 1,
    // A tick mark next to a number would look like its sign.
    axisTick: { show: false },
    axisLabel: labelsOf(place, gap, palette),
    axisLine: {
      lineStyle: { color: gap ? brokenLine(height, palette) : palette.muted, width: 1.2 },
    },
    splitLine: { show: false },
    areaSelectStyle: { width: 18, color: palette.best, opacity: 0.25, borderColor: palette.best },
  };
}

/** The line of an axis ends at the foot of its scale, and starts again at the mark of no value. */
function brokenLine(height: number, { muted }: Palette): Record<string, unknown> {
  const foot = 1 / (1 - noValue);
  const nothing = 'rgba(0, 0, 0, 0)';
  return {
    type: 'linear',
    global: true,
    x: 0,
    x2: 0,
    y: rim.top,
    y2: height - rim.bottom,
    colorStops: [
      { offset: 0, color: muted },
      { offset: foot, color: muted },
      { offset: foot, color: nothing },
      { offset: 0.97, color: nothing },
      { offset: 0.97, color: muted },
      { offset: 1, color: muted },
    ],
  };
}

/** Labels at an axis' own values if there are few, otherwise at even steps. */
export function marksOf(
  axis: ParallelAxis,
  cells: readonly (Scalar | undefined)[],
): ReadonlyMap<number, string> {
  const own = new Map<number, string>();
  const distinct = [...new Set(cells)];
  const names = axis.scale === 'category' ? shortNames(distinct.map(textOf)) : distinct.map(textOf);
  for (const [place, cell] of distinct.entries()) {
    const height = heightOn(axis, cell);
    if (height !== undefined) own.set(height, names[place] ?? '');
  }
  return own.size <= fewValues || axis.scale === 'category' ? own : stepsOf(axis);
}

function labelsOf(
  { axis, cells, labelWidth }: AxisPlace,
  gap: boolean,
  palette: Palette,
): Record<string, unknown> {
  const marks = new Map([...marksOf(axis, cells), ...(gap ? [[noValue, t('no value')] as const] : [])]);
  const at = [...marks.keys()];
  const font = `12px ${palette.font}`;
  return {
    customValues: at,
    color: (height: number | string) => (Number(height) < 0 ? palette.muted : palette.foreground),
    fontSize: 12,
    align: 'right',
    // Measured to the right of the axis: labels end on its left.
    margin: -6,
    // Lines cross here: the background color of the editor keeps the label readable.
    backgroundColor: palette.background,
    padding: [1, 3],
    hideOverlap: true,
    formatter: (height: number) =>
      format.truncateText(marks.get(nearest(at, height)) ?? '', labelWidth, font, '…'),
  };
}

const fewValues = 8;

type Measured = Exclude<ParallelAxis, { readonly scale: 'category' }>;

/** Marks at round values: powers of ten, or steps of 1, 2 or 5; the ends are marked too, as they are. */
function stepsOf(axis: Measured): ReadonlyMap<number, string> {
  const round = axis.scale === 'log' ? decadesOf(axis) : evenOf(axis);
  const marks = new Map<number, string>();
  for (const value of [axis.min, axis.max])
    marks.set(heightOn(axis, value) ?? 0, textOf(Number(value.toPrecision(3))));
  for (const value of round) {
    const height = heightOn(axis, value);
    // A tick next to one of an end would be unreadable.
    if (height !== undefined && height > 0.07 && height < 0.93) marks.set(height, textOf(value));
  }
  return marks;
}

function decadesOf({ max, min }: Measured): readonly number[] {
  const found: number[] = [];
  for (let power = Math.ceil(Math.log10(min)); power <= Math.log10(max); power++)
    found.push(Number(`1e${power}`));
  return found;
}

function evenOf({ max, min }: Measured): readonly number[] {
  const rough = max / 4 - min / 4 || 1;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * ([1, 2, 5, 10].find((factor) => factor * decade >= rough) ?? 10);
  const found: number[] = [];
  for (let i = Math.ceil(min / step); i * step <= max && found.length < 10; i++)
    found.push(Number((i * step).toPrecision(12)));
  return found;
}

const nearest = (values: readonly number[], to: number): number =>
  values.reduce(
    (best, value) => (Math.abs(value - to) < Math.abs(best - to) ? value : best),
    Number.POSITIVE_INFINITY,
  );
