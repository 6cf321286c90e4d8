import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guessDuration, longestTtlSeconds, parseDuration } from '../../../src/sweep/duration';
import { formatSeconds } from '../../../src/text/durations';

const seconds = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const units = fc.constantFrom('d', 'h', 'm', 's');

describe('a duration', () => {
  const read: readonly (readonly [string, number | undefined])[] = [
    ['30m', 1_800],
    ['1h30m', 5_400],
    ['2d', 172_800],
    ['90s', 90],
    ['1.5h', 5_400],
    // Whole seconds, and never less than what was asked for.
    ['0.5s', 1],
    ['1.2s', 2],
    ['0.001s', 1],
    ['0.5m', 30],
    // 0.1 × 3600 is a little more than 360 in binary.
    ['0.1h', 360],
    ['0.7h', 2_520],
    ['1h 30m', 5_400],
    [' 1h ', 3_600],
    ['0s', 0],
    ['1', undefined],
    ['', undefined],
    ['h', undefined],
    ['-1h', undefined],
    ['1w', undefined],
    ['1h30', undefined],
    ['.5h', undefined],
    ['1.h', undefined],
    ['1H', undefined],
    ['1 h', undefined],
  ];
  for (const [text, expected] of read)
    it(`${JSON.stringify(text)} is ${expected === undefined ? 'none' : `${expected} s`}`, () => {
      assert.equal(parseDuration(text), expected);
    });

  it('is the sum of its parts, rounded up to whole seconds', () => {
    const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 9_999 }), units), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, (written) => {
        const text = written.map(([thousandths, unit]) => `${thousandths / 1_000}${unit}`).join(' ');
        const exact = written.reduce((sum, [thousandths, unit]) => sum + thousandths * seconds[unit], 0);
        assert.equal(parseDuration(text), Math.ceil(exact / 1_000), text);
      }),
    );
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 * longestTtlSeconds }), (count) => {
        assert.equal(parseDuration(formatSeconds(count)), count);
      }),
    );
    assert.deepEqual([0, 59, 60, 5_400, 90_061].map(formatSeconds), ['0s', '59s', '1m', '1h30m', '1d1h1m1s']);
  });

  it('lasts 30 days at most', () => assert.equal(longestTtlSeconds, 30 * 86_400));
});

describe('the probable meaning of an invalid duration', () => {
  const guesses: readonly (readonly [string, string | undefined])[] = [
    ['2 hours', '2h'],
    ['90 min', '90m'],
    ['1 hour and 30 minutes', '1h30m'],
    ['1 day, 2 hrs', '1d2h'],
    ['PT1H30M', '1h30m'],
    ['P2D', '2d'],
    ['P1DT12H', '1d12h'],
    ['PT90S', '90s'],
    ['1:30:00', '1h30m'],
    ['0:05:00', '5m'],
    ['2-12:00:00', '2d12h'],
    ['1h30', '1h30m'],
    ['1d12', '1d12h'],
    ['5m30', '5m30s'],
    ['2H', '2h'],
    ['P', undefined],
    ['PT0S', undefined],
    ['0:00:00', undefined],
    ['1:75:00', undefined],
    ['1:30', undefined],
    ['2 weeks', undefined],
    ['soon', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of guesses)
    it(`${JSON.stringify(text)} is ${expected ?? 'not clear'}`, () => {
      assert.equal(guessDuration(text), expected);
      if (expected !== undefined) assert.notEqual(parseDuration(expected), undefined);
    });
});
