import { t } from '@vscode/l10n';
import { cellsOf, numberIn } from '../../results/column';
import type { Goal } from '../../results/goal';
import type { ResultsTable } from '../../results/record';
import type { Scalar } from '../../results/scalar';
import { isLogarithmic } from '../../results/scale';
import { textOf } from '../../results/selection';
import type { PlotFrame } from './frame';
import type { Palette } from './palette';
import { shortNames } from './short-names';

/** How one column distinguishes rows: a color gradient for numbers, a color and a shape for each of a few values. */
export interface ColorScale {
  colorOf(row: number): string;
  /** An ECharts shape; shapes have the same meaning as colors, for print and for color-blind users. */
  symbolOf(row: number): string;
  /** The legend, as ECharts components. */
  readonly legend: Legend;
}

export interface Legend {
  readonly title: Record<string, unknown>;
  readonly visualMap: Record<string, unknown>;
  /** Its width on the right, in pixels. */
  readonly width: number;
}

const symbols = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin', 'arrow'] as const;
/** More values than this can't get distinguishable colors. */
const fewValues = 7;

/** @param goal which end of the column is good: it gets the bright end of the gradient */
export function colorScale(
  table: ResultsTable,
  title: string,
  goal: Goal,
  palette: Palette,
  frame: PlotFrame,
): ColorScale | undefined {
  const cells = cellsOf(table, title);
  const known = cells.filter((cell): cell is Scalar => cell !== undefined && cell !== null);
  const numbers = known.filter((cell): cell is number => numberIn(cell) !== undefined);
  if (known.length === 0) return undefined;
  if (numbers.length === known.length) return rampOf(title, cells, numbers, goal, palette, frame);
  return classesOf(title, cells, [...new Set(known.map(textOf))], palette, frame);
}

function rampOf(
  title: string,
  cells: readonly (Scalar | undefined)[],
  numbers: readonly number[],
  goal: Goal,
  palette: Palette,
  { height }: PlotFrame,
): ColorScale {
  const min = numbers.reduce((a, b) => Math.min(a, b));
  const max = numbers.reduce((a, b) => Math.max(a, b));
  const ramp = goal === 'max' ? palette.ramp : palette.ramp.toReversed();
  // Learning rates are decades apart: on a linear gradient, all except one would look the same.
  const log = isLogarithmic(numbers);
  const scaled = (value: number): number => (log ? Math.log10(value) : value);
  const [low, high] = [scaled(min), scaled(max)];
  const shareOf = (value: number): number =>
    high === low ? 0.5 : (scaled(value) / 2 - low / 2) / (high / 2 - low / 2);
  return {
    colorOf: (row) => {
      const value = numberIn(cells[row]);
      return value === undefined ? palette.muted : between(ramp, shareOf(value));
    },
    symbolOf: () => 'circle',
    legend: legendOf(title, cells, 116, palette, {
      type: 'continuous',
      min: low,
      max: high === low ? low + 1 : high,
      seriesIndex: [],
      dimension: 0,
      calculable: false,
      hoverLink: false,
      itemWidth: 10,
      // Between its title, its two ends, and the bottom of the plot.
      itemHeight: Math.min(110, Math.max(24, height - 150)),
      text: [textOf(rounded(max)), textOf(rounded(min))],
      textGap: 6,
      inRange: { color: [...ramp] },
    }),
  };
}

function classesOf(
  title: string,
  cells: readonly (Scalar | undefined)[],
  values: readonly string[],
  palette: Palette,
  frame: PlotFrame,
): ColorScale {
  const places = new Map(values.slice(0, fewValues).map((value, place) => [value, place]));
  const placeOf = (row: number): number | undefined => places.get(textOf(cells[row]));
  const colorOf = (place: number | undefined): string =>
    (place === undefined ? undefined : palette.classes[place]) ?? palette.muted;
  const symbolOf = (place: number | undefined): string =>
    (place === undefined ? undefined : symbols[place]) ?? 'emptyCircle';
  const others = values.length > places.size;
  // At most a third of the plot; longer text is truncated; the table has it in full.
  const most = Math.max(8, Math.floor((Math.min(240, frame.width / 3) - 60) / 7.5));
  const labels = shortNames([...places.keys()]).map((label) =>
    label.length > most ? `${label.slice(0, most - 1)}…` : label,
  );
  const longest = labels.reduce((long, label) => Math.max(long, label.length), Math.min(most, title.length));
  return {
    colorOf: (row) => colorOf(placeOf(row)),
    symbolOf: (row) => symbolOf(placeOf(row)),
    legend: legendOf(title, cells, Math.min(240, 60 + longest * 7.5), palette, {
      type: 'piecewise',
      seriesIndex: [],
      dimension: 0,
      selectedMode: false,
      hoverLink: false,
      itemSymbol: 'circle',
      itemWidth: 12,
      itemHeight: 12,
      itemGap: 8,
      align: 'left',
      inverse: true, // the first one is at the top
      pieces: [
        ...[...places.values()].map((place) => ({
          value: place,
          label: labels[place] || t('(empty)'),
          color: colorOf(place),
          symbol: symbolOf(place),
        })),
        ...(others
          ? [{ value: fewValues, label: t('others'), color: palette.muted, symbol: 'emptyCircle' }]
          : []),
      ],
    }),
  };
}

function legendOf(
  title: string,
  cells: readonly (Scalar | undefined)[],
  width: number,
  palette: Palette,
  visualMap: Record<string, unknown>,
): Legend {
  const unknown = cells.some((cell) => cell === undefined || cell === null);
  return {
    title: {
      text: title,
      right: 12,
      top: 34,
      textStyle: {
        color: palette.foreground,
        fontSize: 13,
        fontWeight: 'bold',
        width: width - 16,
        overflow: 'truncate',
      },
      ...(unknown ? { subtext: t('gray: no value'), itemGap: 3 } : {}),
      subtextStyle: { color: palette.muted, fontSize: 12 },
    },
    visualMap: {
      ...visualMap,
      right: 12,
      top: unknown ? 76 : 58,
      textStyle: { color: palette.foreground, fontSize: 12 },
    },
    width,
  };
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/** The color at this position of a gradient. */
function between(ramp: readonly string[], share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const low = partsOf(ramp[Math.floor(at)] ?? '#000000');
  const high = partsOf(ramp[Math.ceil(at)] ?? '#000000');
  const rest = at - Math.floor(at);
  const mixed = low.map((part, i) => Math.round(part + ((high[i] ?? part) - part) * rest));
  return `rgb(${mixed.join(', ')})`;
}

/** Red, green and blue of `#rrggbb`. */
const partsOf = (color: string): readonly number[] =>
  [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
