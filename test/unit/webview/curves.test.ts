import assert from 'node:assert/strict';
import type { ResultsTable } from '../../../src/results/record';
import { type CurvesShown, parseMessage } from '../../../src/webview/results/contract';
import { curveOption, pointsOf, smoothedOf } from '../../../src/webview/results/curve-option';
import { initialState, type ViewState } from '../../../src/webview/results/view-state';
import { frame, palette, tableOf } from './tables';

const run = (name: string, sweepId = 's') => ({
  sweepId,
  name,
  steps: [1, 2, 3],
  minutes: [0.5, 1, 30],
  values: [4, null, -1],
  usdPerHour: 2,
});
const shown = {
  metric: 'loss',
  names: ['loss'],
  stepName: 'epoch',
  sweepIds: ['s'],
  runs: [run('a'), run('c')],
};
const table = tableOf(['name', 'run', ['a', 'b', 'c']], ['lr', 'parameter', [0.1, 0.2, 0.3]]);

interface Option {
  readonly series: readonly { readonly name: string; readonly row: number; readonly data: unknown }[];
  readonly title: readonly { readonly text?: string }[];
  readonly xAxis: { readonly name: string };
  readonly yAxis: { readonly type: string; readonly name: string };
}
const drawn = (
  ...[of, given, state]: readonly [ResultsTable, CurvesShown | undefined, Partial<ViewState>?]
): Option =>
  JSON.parse(
    JSON.stringify(curveOption(of, given, { ...initialState, plot: 'curves', ...state }, palette, frame)),
  );

describe('the plot of curves', () => {
  it('has a line for each run of the table that has reported the metric', () => {
    const { series, title, xAxis, yAxis } = drawn(table, shown);
    assert.deepEqual(
      series.map(({ data, name, row }) => [name, row, data]),
      [
        [
          'a',
          0,
          [
            [1, 4],
            [2, null],
            [3, -1],
          ],
        ],
        [
          'c',
          2,
          [
            [1, 4],
            [2, null],
            [3, -1],
          ],
        ],
      ],
    );
    assert.deepEqual([xAxis.name, yAxis.name, yAxis.type, title], ['epoch', 'loss', 'value', []]);
  });

  it('tells runs of several sweeps apart that have one name', () => {
    const several = { ...shown, sweepIds: ['s', 'u'], runs: [run('a', 's'), run('a', 'u')] };
    const combined = tableOf(['name', 'run', ['a', 'a', 'b']], ['sweep', 'sweep', ['s', 'u', 'u']]);
    assert.deepEqual(
      drawn(combined, several).series.map(({ row }) => row),
      [0, 1],
    );
  });

  it('is over steps, minutes, or cost, and breaks where a logarithm has no value', () => {
    const one = run('a');
    assert.deepEqual(pointsOf(one, 'time', 0, false), [
      [0.5, 4],
      [1, null],
      [30, -1],
    ]);
    assert.deepEqual(
      pointsOf(one, 'cost', 0, false).map(([x]) => x),
      [1 / 60, 2 / 60, 1],
    );
    assert.deepEqual(pointsOf({ ...one, usdPerHour: null }, 'cost', 0, false), []);
    assert.deepEqual(pointsOf(one, 'step', 0, true), [
      [1, 4],
      [2, null],
      [3, null],
    ]);
    assert.equal(drawn(table, shown, { logY: true, curveX: 'cost' }).yAxis.type, 'log');
    assert.equal(drawn(table, shown, { curveX: 'cost' }).xAxis.name, 'cost in USD');
  });

  it('is smoothed without bias toward its start, and over gaps', () => {
    assert.deepEqual(smoothedOf([1, 3], 0), [1, 3]);
    assert.deepEqual(
      smoothedOf([5, 5, null, 5], 0.9).map((value) => value?.toFixed(6)),
      ['5.000000', '5.000000', undefined, '5.000000'],
    );
    assert.deepEqual(smoothedOf([0, 1], 0.5), [0, 2 / 3]);
  });

  it('says why it is empty', () => {
    assert.equal(drawn(table, { ...shown, runs: [] }).title[0]?.text, 'These runs have reported no metrics.');
    assert.equal(drawn(table, undefined).title[0]?.text, 'Reading metrics…');
  });

  it('asks for a metric by a text alone', () => {
    assert.deepEqual(parseMessage({ type: 'showCurves', metric: 'loss', more: 1 }), {
      type: 'showCurves',
      metric: 'loss',
    });
    assert.equal(parseMessage({ type: 'showCurves', metric: 5 }), undefined);
  });
});
