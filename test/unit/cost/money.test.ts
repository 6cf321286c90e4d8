import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatUsd, formatUsdPerHour } from '../../../src/cost/money';
import { formatHours } from '../../../src/text/durations';

describe('formatUsd', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '$0.00'],
    [0.0156, '$0.0156'],
    [0.3744, '$0.37'],
    [0.001, '$0.001'],
    [0.00000123, '$0.00000123'],
    [0.01, '$0.01'],
    [0.0999, '$0.10'],
    [1234.5, '$1,234.50'],
    [-0.05, '-$0.05'],
    [Number.NaN, '$?'],
  ];
  for (const [usd, text] of cases) it(`${usd} is ${text}`, () => assert.equal(formatUsd(usd), text));

  it('rounds nothing to nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e9, noNaN: true }), (usd) => {
        const shown = Number(formatUsd(usd).replace(/[$,]/g, ''));
        return (
          shown > 0 && Math.abs(shown - usd) <= Math.max(0.0051, 0) && Math.abs(shown - usd) / usd <= 0.06
        );
      }),
    );
  });
});

describe('formatUsdPerHour', () => {
  it('keeps the digits that AWS publishes', () => {
    assert.deepEqual([0.0416, 0.1664, 3.06, 98.32, 0.2375].map(formatUsdPerHour), [
      '$0.0416',
      '$0.1664',
      '$3.06',
      '$98.32',
      '$0.2375',
    ]);
  });
});

describe('formatHours', () => {
  it('writes durations as a sweep file does', () => {
    assert.deepEqual([0.5, 1, 1.5, 48, 1 / 40, 0, 24.25, 24, 47.5, 73].map(formatHours), [
      '30m',
      '1h',
      '1h30m',
      '2d',
      '1m30s',
      '0s',
      '24h15m',
      '24h',
      '47h30m',
      '3d1h',
    ]);
  });
});
