import assert from 'node:assert/strict';
import { combineTables } from '../../../src/results/combine';
import { effectOf } from '../../../src/results/group';
import { likelyMetric, metricCalled, orderingMetric } from '../../../src/results/metric';
import { readMetricName } from '../../../src/results/metric-name';
import { columnsOf } from '../../../src/results/result-columns';

describe('the properties in a metric’s name', () => {
  for (const [name, goal, kind, split] of [
    ['accuracy', 'max', 'quality', 'none'],
    ['loss', 'min', 'quality', 'none'],
    ['val/loss', 'min', 'quality', 'validation'],
    ['valLoss', 'min', 'quality', 'validation'],
    ['valloss', 'min', 'quality', 'validation'],
    ['validation_accuracy', 'max', 'quality', 'validation'],
    ['dev_acc', 'max', 'quality', 'validation'],
    ['eval_loss', 'min', 'quality', 'validation'],
    ['holdout_rmse', 'min', 'quality', 'validation'],
    ['oof_auc', 'max', 'quality', 'validation'],
    ['cv_f1', 'max', 'quality', 'validation'],
    ['test_accuracy', 'max', 'quality', 'test'],
    ['testing_loss', 'min', 'quality', 'test'],
    ['train_loss', 'min', 'quality', 'train'],
    ['training/accuracy', 'max', 'quality', 'train'],
    ['trainloss', 'min', 'quality', 'train'],
    // Of several, the data that says most.
    ['train/val_loss', 'min', 'quality', 'validation'],
    // Turned around.
    ['neg_loss', 'max', 'quality', 'none'],
    ['negative_accuracy', 'min', 'quality', 'none'],
    ['neg_val_loss', 'max', 'quality', 'validation'],
    ['minus_rmse', 'max', 'quality', 'none'],
    ['1 - accuracy', 'min', 'quality', 'none'],
    ['-loss', 'max', 'quality', 'none'],
    ['dice_loss', 'min', 'quality', 'none'],
    // A measure of a measure has no goal.
    ['loss_std', undefined, 'unknown', 'none'],
    ['loss_weight', undefined, 'unknown', 'none'],
    ['val_accuracy_threshold', undefined, 'unknown', 'validation'],
    ['epoch', undefined, 'bookkeeping', 'none'],
    ['foo', undefined, 'unknown', 'none'],
    ['foo_1', undefined, 'unknown', 'none'],
  ] as const)
    it(`${name}: ${goal ?? 'no goal'}, ${kind}, ${split}`, () =>
      assert.deepEqual(readMetricName(name), { goal, kind, split }));

  it('makes a known measure likelier than an unknown one, then what varies, then validation data', () => {
    const likely = (columns: Readonly<Record<string, readonly number[]>>) => {
      const titles = Object.keys(columns);
      return likelyMetric({
        columns: titles,
        kinds: titles.map(() => 'result' as const),
        rows: [0, 1].map((row) => titles.map((title) => columns[title]?.[row])),
        notes: [],
      })?.title;
    };
    assert.equal(likely({ foo: [1, 2], accuracy: [1, 1] }), 'accuracy');
    assert.equal(likely({ accuracy: [1, 1], f1: [1, 2] }), 'f1');
    assert.equal(
      likely({ train_loss: [1, 2], loss: [1, 2], test_loss: [1, 2], val_loss: [1, 2] }),
      'val_loss',
    );
    assert.equal(likely({ train_loss: [1, 2], loss: [1, 2] }), 'loss');
    assert.equal(likely({ epoch: [1, 2], foo: [1, 2] }), 'foo');
    assert.equal(likely({ foo: [1, 2], bar: [1, 2] }), 'foo');
    assert.equal(likely({}), undefined);
  });

  it('is a guess if it shows nothing', () => {
    assert.deepEqual(metricCalled('loss'), { title: 'loss', goal: 'min' });
    assert.deepEqual(metricCalled('foo'), { title: 'foo', goal: 'max', guess: 'goal' });
    assert.equal(orderingMetric(metricCalled('foo')), undefined);
    assert.deepEqual(orderingMetric(metricCalled('loss')), metricCalled('loss'));
    assert.equal(orderingMetric({ title: 'x', goal: 'min', guess: 'column' })?.title, 'x');
    assert.equal(orderingMetric(undefined), undefined);
  });
});

describe('the columns of a key that several files have', () => {
  const source = (path: string, ...cells: readonly (number | undefined)[]) => ({ path, cells });
  const titles = (...sources: readonly ReturnType<typeof source>[]) =>
    columnsOf('loss', sources, undefined).map(({ title }) => title);

  it('are one where they never disagree, or where one has more than twice as many values', () => {
    assert.deepEqual(titles(source('a.json', 1, undefined), source('b.json', undefined, 2)), ['loss']);
    assert.deepEqual(titles(source('a.json', 1, 2), source('b.json', 1, 2)), ['loss']);
    assert.deepEqual(titles(source('a.json', 1, 2), source('b.json', 1, 3)), ['a.loss', 'b.loss']);
    assert.deepEqual(titles(source('a.json', 9, undefined, undefined), source('b.json', 1, 2, 3)), [
      'a.loss',
      'loss',
    ]);
    assert.deepEqual(titles(source('b.json', 1, 2, 3), source('a.json', 9, undefined, undefined)), [
      'loss',
      'a.loss',
    ]);
    assert.deepEqual(titles(source('a.json', 9, undefined), source('b.json', 1, 2)), ['a.loss', 'b.loss']);
  });

  it('begin with the name of their file without its extension', () => {
    const twin = { title: 'loss', kind: 'parameter', cells: [1] } as const;
    const named = (path: string) => columnsOf('loss', [source(path, 2)], twin).map(({ title }) => title);
    assert.deepEqual(named('out/metrics.json'), ['out/metrics.loss']);
    assert.deepEqual(named('metrics.v1.json'), ['metrics.v1.loss']);
    assert.deepEqual(named('metrics.longest'), ['metrics.longest.loss']);
    assert.deepEqual(named('.json/metrics'), ['.json/metrics.loss']);
    // What only repeats the parameter is not shown again.
    assert.deepEqual(columnsOf('loss', [source('a.json', 1)], twin), []);
  });
});

describe('what one parameter does to a metric', () => {
  const effect = (xs: readonly (string | number | undefined)[], ys: readonly (number | undefined)[]) =>
    effectOf(
      {
        columns: ['x', 'y'],
        kinds: ['parameter', 'result'],
        rows: xs.map((x, row) => [x, ys[row]]),
        notes: [],
      },
      'x',
      'y',
    );

  it('is the mean at each value, by rising value where they are numbers', () => {
    const numbers = effect([2, 1, 2, 3], [1, 5, 3, undefined]);
    assert.equal(numbers.numeric, true);
    assert.deepEqual(numbers.means, [
      { x: 1, mean: 5, count: 1 },
      { x: 2, mean: 2, count: 2 },
    ]);
    const words = effect(['b', 'a', 'b'], [1, 5, 3]);
    assert.equal(words.numeric, false);
    assert.deepEqual(
      words.means.map(({ x }) => x),
      ['b', 'a'],
    );
    assert.deepEqual(effect([undefined, 1], [1, undefined]), { ...effect([], []), parameter: 'x' });
    assert.equal(effect([], []).numeric, false);
  });
});

describe('tables of no sweep', () => {
  it('are one without columns but for the sweep', () => {
    const empty = { columns: [], kinds: [], rows: [], notes: [] };
    const { columns, kinds } = combineTables([
      { sweepId: 'a', table: empty },
      { sweepId: 'b', table: empty },
    ]);
    assert.deepEqual([columns, kinds], [['sweep'], ['sweep']]);
  });
});
