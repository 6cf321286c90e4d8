import assert from 'node:assert/strict';
import { sideBySide } from '../../../src/engine/collect/side-by-side';

describe('work side by side', () => {
  it('does everything in order, and never more than so much at once', async () => {
    const begun: number[] = [];
    let [now, most] = [0, 0];
    await sideBySide([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      begun.push(item);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    });
    assert.deepEqual([begun, most], [[1, 2, 3, 4, 5, 6, 7], 3]);
  });

  it('fails with the first failure, once what was under way has ended', async () => {
    const ended: number[] = [];
    const work = sideBySide([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) throw new Error('first');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await assert.rejects(work, { message: 'first' });
    assert.deepEqual(ended, [2]);
  });

  it('does nothing for an empty list', () => sideBySide([], 4, () => assert.fail('no item')));
});
