import assert from 'node:assert/strict';
import { Rate } from '../../../src/engine/collect/rate';

describe('the rate of a collect', () => {
  it('is shown after half a second, over the last five', () => {
    let now = 0;
    const rate = new Rate(() => now);
    const at = (milliseconds: number, bytes: number): number | undefined => {
      now = milliseconds;
      return rate.at(bytes);
    };
    assert.deepEqual(
      [at(0, 0), at(300, 1_000), at(500, 2_000), at(1_000, 4_000)],
      [undefined, undefined, 4_000, 4_000],
    );
    for (let second = 2; second <= 7; second++) at(second * 1000, 4_000 + second);
    assert.equal(at(8_000, 4_008), 1);
  });

  it('keeps few samples however often it is asked', () => {
    let now = 0;
    const rate = new Rate(() => now);
    for (let i = 0; i < 100_000; i++) {
      now += 0.1;
      rate.at(i);
    }
    const told = rate.at(100_000);
    assert.ok(told !== undefined && Math.abs(told - 10_000) < 100, String(told));
  });
});
