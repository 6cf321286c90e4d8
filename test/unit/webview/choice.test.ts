import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ChosenRows,
  choose,
  chooseAll,
  chosenAmong,
  noChoice,
} from '../../../src/webview/results/choice';

/** Rows as they are sorted on the screen. */
const shown = [4, 2, 0, 3, 1];
const rowsOf = ({ rows }: ChosenRows): readonly number[] => [...rows];
const steps = (...all: readonly (readonly [number, Parameters<typeof choose>[2]])[]): ChosenRows =>
  all.reduce((choice, [row, manner]) => choose(choice, row, manner, shown), noChoice);

describe('chosen rows', () => {
  it('are one alone, more with each toggle, and fewer with the next', () => {
    assert.deepEqual(rowsOf(steps([2, 'alone'], [3, 'alone'])), [3]);
    assert.deepEqual(rowsOf(steps([2, 'alone'], [3, 'toggle'])), [2, 3]);
    assert.deepEqual(rowsOf(steps([2, 'alone'], [3, 'toggle'], [2, 'toggle'])), [3]);
  });

  it('are all on the way to a row, in the order on the screen, from either side', () => {
    assert.deepEqual(rowsOf(steps([2, 'alone'], [3, 'range'])), [2, 0, 3]);
    assert.deepEqual(rowsOf(steps([3, 'alone'], [2, 'range'])), [2, 0, 3]);
    // The range is spanned again from where it began.
    const again = steps([2, 'alone'], [1, 'range'], [0, 'range']);
    assert.deepEqual([rowsOf(again), again.anchor, again.active], [[2, 0], 2, 0]);
    // Without a start it is that row.
    assert.deepEqual(rowsOf(steps([3, 'range'])), [3]);
  });

  it('stay unchanged if the keyboard only moves the focus', () => {
    const moved = steps([2, 'alone'], [3, 'move']);
    assert.deepEqual([rowsOf(moved), moved.active, moved.anchor], [[2], 3, 3]);
  });

  it('are that row alone where the start of a range is out of sight', () => {
    const filtered = choose(steps([2, 'alone']), 3, 'range', [4, 3, 1]);
    assert.deepEqual([rowsOf(filtered), filtered.anchor], [[3], 3]);
    assert.deepEqual(rowsOf(choose(steps([4, 'alone']), 2, 'range', [4, 3])), [2]);
  });

  it('are all that are shown', () => {
    const all = chooseAll(noChoice, shown);
    assert.deepEqual([rowsOf(all), all.active], [shown, 4]);
    assert.equal(chooseAll(steps([2, 'alone']), shown).active, 2);
    assert.equal(chooseAll(noChoice, []).active, undefined);
  });

  it('are those in sight, in the order on the screen', () => {
    assert.deepEqual(chosenAmong(steps([3, 'alone'], [2, 'toggle']), shown), [2, 3]);
    assert.deepEqual(chosenAmong(steps([3, 'alone'], [2, 'toggle']), [3, 4]), [3]);
    assert.deepEqual(chosenAmong(noChoice, shown), []);
  });

  it('are a stretch of the screen after any range, with both its ends', () => {
    const acts = fc.array(
      fc.tuple(fc.constantFrom(...shown), fc.constantFrom('alone', 'toggle', 'move', 'range' as const)),
    );
    fc.assert(
      fc.property(acts, fc.constantFrom(...shown), (before, to) => {
        const start = before.reduce((choice, [row, manner]) => choose(choice, row, manner, shown), noChoice);
        const { active, rows } = choose(start, to, 'range', shown);
        const places = shown.flatMap((row, place) => (rows.has(row) ? [place] : []));
        assert.equal(active, to);
        assert.ok(rows.has(to) && rows.has(start.anchor ?? to));
        assert.equal(Math.max(...places) - Math.min(...places) + 1, places.length);
      }),
    );
  });
});
