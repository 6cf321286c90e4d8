import assert from 'node:assert/strict';
import { axisFor } from '../../../src/webview/results/axis';
import { bestTitle } from '../../../src/webview/results/best-title';
import { colorScale } from '../../../src/webview/results/color-scale';
import { marksOf, noValue } from '../../../src/webview/results/parallel-axis';
import { parallelOption, parallelTitles } from '../../../src/webview/results/parallel-option';
import { plotLabel } from '../../../src/webview/results/plot-label';
import {
  colorable,
  effectOption,
  firstParameter,
  plottable,
  scatterOption,
} from '../../../src/webview/results/scatter-option';
import { initialState } from '../../../src/webview/results/view-state';
import { frame, palette, tableOf } from './tables';

/** A field within what ECharts is told. */
const within = (tree: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    tree,
  );
const listOf = (tree: unknown): readonly unknown[] => (Array.isArray(tree) ? tree : []);

const table = tableOf(
  ['name', 'outcome', ['a', 'b', 'c', 'd']],
  ['state', 'outcome', ['succeeded', 'succeeded', 'failed', 'succeeded']],
  ['fixed', 'parameter', [1, 1, 1, 1]],
  ['lr', 'parameter', [0.001, 0.01, 0.1, 1]],
  ['optimizer', 'parameter', ['adam', 'sgd', 'adam', 'sgd']],
  ['accuracy', 'result', [0.5, 0.9, 0.99, undefined]],
  ['note', 'result', ['x', 'y', 'z', 'w']],
);
const accuracy = { title: 'accuracy', goal: 'max' } as const;

describe('the axis of a column', () => {
  const axis = (cells: Parameters<typeof axisFor>[1], marks = false) => axisFor('x', cells, palette, marks);

  it('is linear, logarithmic if values are decades apart, and has categories if they aren’t numbers', () => {
    assert.deepEqual([axis([1, 2, 3])['type'], axis([1, 2, 3])['name']], ['value', 'x']);
    const log = axis([0.001, 0.01, 0.1]);
    assert.deepEqual([log['type'], log['name']], ['log', 'x (log)']);
    assert.ok(Math.abs(Number(log['min']) - 0.001 / 1.6) < 1e-12);
    assert.ok(Math.abs(Number(log['max']) - 0.16) < 1e-12);
    const words = axis(['b', 'a', 'b', undefined, null]);
    assert.deepEqual([words['type'], words['data']], ['category', ['b', 'a']]);
    assert.equal(axis([1, 'two'])['type'], 'category');
    assert.equal(axis([])['type'], 'category');
    assert.equal(axis([1, undefined, null])['type'], 'value');
  });

  it('marks up to ten values that were tried, and round ones otherwise', () => {
    const marks = (count: number, own = true) =>
      within(
        axis(
          Array.from({ length: count }, (_, at) => count - at),
          own,
        ),
        'axisLabel',
        'customValues',
      );
    assert.deepEqual(marks(3), [1, 2, 3]);
    assert.equal(listOf(marks(10)).length, 10);
    assert.equal(marks(11), undefined);
    assert.equal(marks(3, false), undefined);
    assert.equal(within(axis(['a'], true), 'axisLabel', 'customValues'), undefined);
  });

  it('keeps round marks away from the ends of a logarithmic axis, and starts an even one where its values do', () => {
    assert.equal(within(axis([0.001, 0.01, 0.1]), 'axisLabel', 'showMinLabel'), false);
    assert.equal(within(axis([0.001, 0.01, 0.1], true), 'axisLabel', 'showMinLabel'), undefined);
    assert.equal(within(axis([1, 2, 3]), 'axisLabel', 'showMinLabel'), undefined);
    assert.equal(axis([1, 2, 3])['scale'], true);
    assert.equal(axis([0.001, 0.01, 0.1])['scale'], undefined);
    const format = within(axis([1]), 'axisLabel', 'formatter');
    assert.ok(typeof format === 'function');
    assert.equal(format(0.1 + 0.2), '0.3');
    assert.deepEqual(within(axis([3, 1], true), 'axisTick', 'customValues'), [1, 3]);
  });

  it('has lines across for numbers alone', () => {
    assert.equal(within(axis([1]), 'splitLine', 'show'), true);
    assert.equal(within(axis(['a']), 'splitLine', 'show'), false);
  });
});

describe('colours', () => {
  const scale = (cells: readonly (string | number | undefined)[], goal: 'max' | 'min' = 'max') =>
    colorScale(tableOf(['x', 'result', cells]), 'x', goal, palette, frame);

  it('go from the worst to the best of a column of numbers, and are gray without one', () => {
    const best = scale([1, 2, 3, undefined]);
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => best?.colorOf(row)),
      ['rgb(0, 0, 0)', 'rgb(0, 0, 255)', 'rgb(255, 255, 255)', palette.muted],
    );
    const least = scale([1, 2, 3], 'min');
    assert.deepEqual(
      [0, 2].map((row) => least?.colorOf(row)),
      ['rgb(255, 255, 255)', 'rgb(0, 0, 0)'],
    );
    assert.equal(within(best?.legend.title, 'subtext'), 'gray: no value');
    assert.equal(within(least?.legend.title, 'subtext'), undefined);
  });

  it('lie half way between decades where values do, and in the middle where all are the same', () => {
    assert.equal(scale([0.01, 0.1, 1])?.colorOf(1), 'rgb(0, 0, 255)');
    assert.equal(scale([5, 5])?.colorOf(0), 'rgb(0, 0, 255)');
    assert.deepEqual(within(scale([0.01, 0.1, 1])?.legend.visualMap, 'text'), ['1', '0.01']);
    assert.deepEqual(within(scale([1, 3])?.legend.visualMap, 'inRange', 'color'), palette.ramp);
  });

  it('are mixed between the colors of the ramp', () => {
    const even = scale([0, 1, 2, 3, 4]);
    assert.deepEqual(
      [1, 3].map((row) => even?.colorOf(row)),
      ['rgb(0, 0, 128)', 'rgb(128, 128, 255)'],
    );
    assert.equal(even?.symbolOf(2), 'circle');
  });

  it('have labels that are cut where the plot is narrow, a legend that only explains, and a place for what is empty', () => {
    const long = ['a'.repeat(60), 'b'.repeat(60), ''];
    const legend = scale(long)?.legend;
    const pieces = listOf(within(legend?.visualMap, 'pieces')).map((piece) => String(within(piece, 'label')));
    assert.match(pieces[0] ?? '', /^a{1,30}…$/);
    assert.equal(pieces[2], '(empty)');
    assert.ok((legend?.width ?? 0) <= 240 && (legend?.width ?? 0) > 100);
    assert.deepEqual(
      ['selectedMode', 'hoverLink', 'inverse'].map((field) => within(legend?.visualMap, field)),
      [false, false, true],
    );
    assert.ok((scale(['a', 'b'])?.legend.width ?? 0) < (legend?.width ?? 0));
  });

  it('are one each for up to seven values, with a shape each, and one for all others', () => {
    const words = Array.from({ length: 8 }, (_, at) => `v${at}`);
    const few = scale(words.slice(0, 7));
    assert.deepEqual(
      words.slice(0, 7).map((_, row) => few?.colorOf(row)),
      palette.classes,
    );
    assert.equal(new Set(words.slice(0, 7).map((_, row) => few?.symbolOf(row))).size, 7);
    assert.equal(listOf(within(few?.legend.visualMap, 'pieces')).length, 7);
    const many = scale(words);
    assert.deepEqual([many?.colorOf(7), many?.symbolOf(7)], [palette.muted, 'emptyCircle']);
    const pieces = listOf(within(many?.legend.visualMap, 'pieces'));
    assert.deepEqual(
      pieces.map((piece) => within(piece, 'label')),
      [...words.slice(0, 7), 'others'],
    );
  });

  it('are none for a column without values', () => {
    assert.equal(scale([]), undefined);
    assert.equal(scale([undefined]), undefined);
  });
});

describe('the scatter plot', () => {
  const state = { ...initialState, plot: 'scatter', x: 'lr' } as const;
  const points = (more = {}) =>
    listOf(within(scatterOption(table, accuracy, { ...state, ...more }, palette, frame), 'series', 'data'));

  it('has a point for each run with both values, the best one last and framed', () => {
    assert.deepEqual(
      points().map((point) => [within(point, 'name'), within(point, 'value')]),
      [
        ['a', [0.001, 0.5]],
        ['c', [0.1, 0.99]],
        // The best that did not fail.
        ['b', [0.01, 0.9]],
      ],
    );
    assert.deepEqual(
      points().map((point) => within(point, 'itemStyle', 'borderColor')),
      [undefined, undefined, palette.best],
    );
  });

  it('sizes points from 8 to 26 pixels by a column', () => {
    assert.deepEqual(
      points({ size: 'accuracy' }).map(
        (point) => Math.round(Number(within(point, 'symbolSize')) * 100) / 100,
      ),
      [8, 26, Math.round((8 + (18 * 0.4) / 0.49) * 100) / 100],
    );
    assert.equal(within(points()[0], 'symbolSize'), 8 + 18 * 0.12);
    assert.equal(within(points({ size: 'fixed' })[0], 'symbolSize'), 8 + 18 * 0.12);
  });

  it('colours them by a column', () => {
    const colors = points({ color: 'optimizer' }).map((point) => within(point, 'itemStyle', 'color'));
    assert.deepEqual(colors, [palette.classes[0], palette.classes[0], palette.classes[1]]);
    assert.equal(within(points()[0], 'itemStyle', 'color'), palette.point);
  });

  it('explains its colors, where it has some', () => {
    const option = (more = {}) => scatterOption(table, accuracy, { ...state, ...more }, palette, frame);
    const plain = option();
    assert.deepEqual([listOf(plain['title']).length, 'visualMap' in plain], [1, false]);
    const colored = option({ color: 'optimizer' });
    assert.deepEqual([within(colored, 'title', 1, 'text'), 'visualMap' in colored], ['optimizer', true]);
    assert.ok(Number(within(colored, 'grid', 'right')) > Number(within(plain, 'grid', 'right')));
    assert.deepEqual(
      listOf(within(scatterOption(table, undefined, state, palette, frame), 'series', 'data')),
      [],
    );
  });

  it('has its means at numbers where the parameter is one', () => {
    const [, means] = listOf(within(effectOption(table, accuracy, state, palette, frame), 'series'));
    assert.deepEqual(within(means, 'data'), [
      [0.001, 0.5],
      [0.01, 0.9],
      [0.1, 0.99],
    ]);
  });

  it('has the mean at each value of a parameter', () => {
    const [, means] = listOf(
      within(effectOption(table, accuracy, { ...state, x: 'optimizer' }, palette, frame), 'series'),
    );
    assert.deepEqual(
      listOf(within(means, 'data')).map((mean) => [
        within(mean, 0),
        Math.round(Number(within(mean, 1)) * 1e3) / 1e3,
      ]),
      [
        ['adam', 0.745],
        ['sgd', 0.9],
      ],
    );
  });

  it('begins with the first parameter that varies', () => {
    assert.equal(firstParameter(table), 'lr');
    assert.equal(firstParameter(tableOf(['fixed', 'parameter', [1, 1]])), 'fixed');
    assert.equal(firstParameter(tableOf(['accuracy', 'result', [1]])), '');
  });

  it('offers numbers and parameters as axes, and the state as a colour too', () => {
    assert.deepEqual(plottable(table), ['fixed', 'lr', 'optimizer', 'accuracy']);
    assert.deepEqual(colorable(table), ['state', 'fixed', 'lr', 'optimizer', 'accuracy']);
  });
});

describe('the parallel plot', () => {
  const drawn = (more = {}) => parallelOption(table, accuracy, { ...initialState, ...more }, palette, frame);

  it('has an axis for each parameter that varies and is shown, and the metric at the right', () => {
    assert.deepEqual(parallelTitles(table, accuracy, []), ['lr', 'optimizer', 'accuracy']);
    assert.deepEqual(parallelTitles(table, accuracy, ['lr']), ['optimizer', 'accuracy']);
    assert.deepEqual(parallelTitles(table, undefined, []), ['lr', 'optimizer']);
    assert.deepEqual(parallelTitles(table, { title: 'lr', goal: 'min' }, []), ['optimizer', 'lr']);
    assert.deepEqual(
      listOf(within(drawn().option, 'parallelAxis')).map((axis) => within(axis, 'name')),
      ['lr (log)', 'optimizer', 'accuracy'],
    );
  });

  it('has a line for each run, the best one last and widest', () => {
    const lines = listOf(within(drawn().option, 'series', 'data'));
    assert.deepEqual(
      lines.map((line) => within(line, 'name')),
      ['a', 'c', 'd', 'b'],
    );
    assert.deepEqual(
      lines.map((line) => within(line, 'lineStyle', 'width')),
      [1.6, 1.6, 1.6, 4],
    );
    // Without the metric a line ends below the foot of its axis.
    assert.equal(within(lines[2], 'value', 2), noValue);
    assert.equal(within(drawn().option, 'parallelAxis', 2, 'min'), noValue);
    assert.equal(within(drawn().option, 'parallelAxis', 0, 'min'), 0);
  });

  it('is colored by the metric, or by what is chosen', () => {
    const colors = (more = {}) =>
      listOf(within(drawn(more).option, 'series', 'data')).map((line) => within(line, 'lineStyle', 'color'));
    assert.deepEqual(colors({ color: 'optimizer' }).slice(0, 3), [
      palette.classes[0],
      palette.classes[0],
      palette.classes[1],
    ]);
    assert.equal(colors()[1], 'rgb(255, 255, 255)');
    assert.equal(within(drawn().option, 'title', 1, 'text'), 'accuracy');
    assert.equal(within(drawn({ color: 'optimizer' }).option, 'title', 1, 'text'), 'optimizer');
    // Without a metric nothing is told apart.
    const plain = parallelOption(table, undefined, initialState, palette, frame).option;
    assert.deepEqual([listOf(plain['title']).length, 'visualMap' in plain], [1, false]);
    assert.equal(within(plain, 'series', 'data', 0, 'lineStyle', 'color'), palette.muted);
    assert.deepEqual(
      listOf(
        within(parallelOption(tableOf(), undefined, initialState, palette, frame).option, 'parallelAxis'),
      ),
      [],
    );
  });

  it('has a label at each mark, and the line of an axis ends where values are missing', () => {
    const label = within(drawn().option, 'parallelAxis', 1, 'axisLabel', 'formatter');
    assert.ok(typeof label === 'function');
    assert.deepEqual([0, 1].map((height) => label(height)).sort(), ['adam', 'sgd']);
    const last = within(drawn().option, 'parallelAxis', 2, 'axisLabel', 'formatter');
    assert.ok(typeof last === 'function');
    assert.equal(last(noValue), 'no value');
    const stops = listOf(
      within(drawn().option, 'parallelAxis', 2, 'axisLine', 'lineStyle', 'color', 'colorStops'),
    );
    const foot = 1 / (1 - noValue);
    assert.deepEqual(
      stops.map((stop) => [within(stop, 'offset'), within(stop, 'color') === palette.muted]),
      [
        [0, true],
        [foot, true],
        [foot, false],
        [0.97, false],
        [0.97, true],
        [1, true],
      ],
    );
    assert.equal(within(drawn().option, 'parallelAxis', 0, 'axisLine', 'lineStyle', 'color'), palette.muted);
  });

  it('shows the values of a run in a tooltip', () => {
    const told = within(drawn().option, 'series', 'tooltip', 'formatter');
    assert.ok(typeof told === 'function');
    assert.equal(told({ data: { row: 3 } }), 'd\nlr: 1\noptimizer: sgd\naccuracy: no value');
    assert.equal(told({ data: {} }), '');
    assert.equal(told(undefined), '');
  });

  it('is as wide as its frame, and wider where its axes need it', () => {
    assert.equal(drawn().width, frame.width);
    const many = tableOf(...Array.from({ length: 20 }, (_, at) => [`p${at}`, 'parameter', [1, 2]] as const));
    const { width } = parallelOption(many, undefined, initialState, palette, { ...frame, width: 300 });
    assert.ok(width >= 19 * 104);
  });

  it('marks its own values where they are few, and round ones otherwise', () => {
    const axis = { title: 'x', scale: 'linear', min: 0, max: 100 } as const;
    assert.deepEqual(
      [...marksOf(axis, [0, 50, 100])],
      [
        [0, '0'],
        [0.5, '50'],
        [1, '100'],
      ],
    );
    const even = Array.from({ length: 101 }, (_, at) => at);
    assert.deepEqual(
      [...marksOf(axis, even)].sort(([a], [b]) => a - b).map(([, text]) => text),
      [...['0', '50', '100']],
    );
    const steps = (min: number, max: number) =>
      [
        ...marksOf(
          { title: 'x', scale: 'linear', min, max },
          Array.from({ length: 9 }, (_, at) => min + ((max - min) * at) / 8.5),
        ),
      ]
        .sort(([a], [b]) => a - b)
        .map(([, text]) => text);
    assert.deepEqual(steps(10, 30), ['10', '15', '20', '25', '30']);
    assert.deepEqual(steps(-1, 1), ['-1', '-0.5', '0', '0.5', '1']);
    // A mark beside one of an end would be unreadable.
    assert.deepEqual(steps(1, 101), ['1', '50', '101']);
    assert.deepEqual(steps(0.1234567, 4), ['0.123', '1', '2', '3', '4']);
    const decades = { title: 'x', scale: 'log', min: 0.001, max: 1 } as const;
    const many = Array.from({ length: 31 }, (_, at) => 10 ** (-3 + at / 10));
    assert.deepEqual(
      [...marksOf(decades, many)].sort(([a], [b]) => a - b).map(([, text]) => text),
      [...['0.001', '0.01', '0.1', '1']],
    );
  });
});

describe('the description of a plot', () => {
  it('names the best run and its value, and its sweep in a picture that is saved', () => {
    const title = (metric: typeof accuracy | undefined, best: number | undefined, heading?: string) =>
      bestTitle(table, metric, best, palette, { ...frame, ...(heading === undefined ? {} : { heading }) });
    assert.deepEqual(
      [title(accuracy, 1)['text'], title(accuracy, 1)['show']],
      ['★ best: b, accuracy 0.9', true],
    );
    assert.equal(title(accuracy, 1, 'sweep-lr')['text'], 'sweep-lr   ★ best: b, accuracy 0.9');
    assert.deepEqual([title(accuracy, undefined)['text'], title(accuracy, undefined)['show']], ['', false]);
    assert.equal(title(undefined, undefined, 'sweep-lr')['text'], 'sweep-lr');
    assert.equal(within(title(accuracy, 1), 'textStyle', 'color'), palette.best);
    assert.equal(within(title(undefined, 1, 'x'), 'textStyle', 'color'), palette.foreground);
  });

  it('describes the plot for screen readers', () => {
    const label = (more: object) => plotLabel(table, accuracy, { ...initialState, ...more });
    assert.equal(label({}), 'Parallel coordinates of 4 runs over lr, optimizer, accuracy');
    assert.equal(label({ plot: 'scatter' }), 'Scatter plot of accuracy over lr, 4 runs');
    assert.equal(
      label({ plot: 'scatter', x: 'optimizer' }),
      'Scatter plot of accuracy over optimizer, 4 runs',
    );
    assert.equal(label({ plot: 'effect' }), 'accuracy over lr with the mean at each value, 4 runs');
    assert.equal(
      plotLabel(table, undefined, { ...initialState, plot: 'scatter' }),
      'Scatter plot of  over lr, 4 runs',
    );
    assert.equal(
      plotLabel(tableOf(['name', 'outcome', ['a']]), undefined, initialState),
      'Parallel coordinates of 1 run over ',
    );
  });
});
