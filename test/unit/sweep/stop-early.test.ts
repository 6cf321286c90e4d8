import assert from 'node:assert/strict';
import { planSweep } from '../../../src/plan/plan';
import { IDENTITY, TARGET } from '../plan/runs';
import { open } from './mark';

const runs = 'count: 6\n';
const found = (stop: string, more = runs) =>
  open(`${stop}\n${more}defaults: {ttl: 1h, user_data: "true"}\n`)
    .problems()
    .map(({ code, message, range }) => [code, message, range.start.character, range.end.character]);

describe('stop_early', () => {
  it('is the rule of every run, with defaults, and their role may list what they compare', () => {
    const document = open(
      `stop_early: {metric: val/loss, goal: max, first: 3}\ngrid: {a: [1, 2]}\nparams: [{b: 1, ttl: 2h}]\n`,
    );
    const { runs } = document.sweep();
    const rule = { metric: 'val/loss', goal: 'max', rule: 'asha', first: 3, factor: 3, least: 4 };
    assert.deepEqual(
      runs.map(({ settings }) => settings.stopEarly),
      [rule, rule, rule],
    );
    assert.equal(runs[1]?.settings, runs[2]?.settings);
    const { batches } = planSweep(document.sweep(), IDENTITY, TARGET);
    assert.deepEqual(
      batches.map(({ shape }) => shape.iamPolicy),
      [['rungs:List']],
    );
  });

  it('has a problem where a value, a key, or the sweep does not fit', () => {
    assert.deepEqual(
      found('stop_early: {metric: l, goal: min, rule: median, first: 1, factor: 2, least: 2}'),
      [],
    );
    const codes = (stop: string, more?: string) =>
      found(stop, more).map(([code, , from, to]) => [code, from, to]);
    assert.deepEqual(codes('stop_early: val_loss'), [['invalid-stop-early', 12, 20]]);
    assert.deepEqual(codes('stop_early: {metric: l, goal: min}'), [['invalid-stop-early', 0, 10]]);
    assert.deepEqual(codes('stop_early: {metric: l, goal: low, first: 1}'), [['invalid-stop-early', 30, 33]]);
    assert.deepEqual(codes('stop_early: {metric: l, goal: min, first: 0}'), [['invalid-stop-early', 42, 43]]);
    assert.deepEqual(codes('stop_early: {metric: l, goal: min, first: 1, factor: 1}'), [
      ['invalid-stop-early', 53, 54],
    ]);
    assert.deepEqual(codes('stop_early: {metric: l, goal: min, first: 1, rule: best}'), [
      ['invalid-stop-early', 51, 55],
    ]);
    assert.deepEqual(codes('stop_early: {metrics: l, goal: min, first: 1}'), [
      ['invalid-stop-early', 13, 20],
    ]);
    const good = 'stop_early: {metric: l, goal: min, first: 1}';
    assert.deepEqual(codes(good, 'count: 3\n'), [['stop-early-too-few-runs', 0, 10]]);
    assert.deepEqual(codes(good, 'count: 5\nmax_concurrent: 1\n'), [['stop-early-one-at-a-time', 0, 10]]);
  });

  it('has a fix for a misspelt key', () => {
    const problem = open(`stop_early: {metric: l, gaol: min, first: 1}\n${runs}`)
      .problems()
      .find(({ code }) => code === 'invalid-stop-early');
    assert.deepEqual(
      problem?.fixes.map(({ title }) => title),
      ['Change to goal'],
    );
  });
});
