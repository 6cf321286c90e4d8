import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isExact, isNumeral } from '../../../src/results/number';
import { isLogarithmic } from '../../../src/results/scale';

describe('a numeral', () => {
  for (const [text, expected] of [
    ['0', true],
    ['7', true],
    ['-7', true],
    ['+7', true],
    ['1.5', true],
    ['1.', true],
    ['.5', true],
    ['1e-3', true],
    ['1E+3', true],
    ['0.1', true],
    ['007', false],
    ['-007', false],
    ['1.2.3', false],
    ['1e', false],
    ['e3', false],
    ['.', false],
    ['', false],
    [' 1', false],
    ['1 ', false],
    ['1x', false],
    ['x1', false],
    ['0x10', false],
    ['nan', false],
    ['Infinity', false],
    ['1e999', false],
    ['9007199254740991', true],
    ['9007199254740993', false],
    ['9007199254740993.0', true],
  ] as const)
    it(`${JSON.stringify(text)} is ${expected ? 'one' : 'none'}`, () =>
      assert.equal(isNumeral(text), expected));

  it('is every number as JavaScript writes it, and shows how exact it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = String(number);
        assert.equal(isNumeral(text), !/^-?\d+$/.test(text) || Number.isSafeInteger(number));
      }),
    );
    assert.deepEqual(['1e308', '1e309', '-1e309', '12', '12.5'].map(isExact), [
      true,
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('numbers that a logarithmic axis spreads better', () => {
  for (const [numbers, expected] of [
    [[0.001, 0.01, 0.1], true],
    [[1, 10, 100], true],
    [[1, 10, 100, 1_000], true],
    [[1, 1, 10, 100, 100], true],
    // Less than two decades, fewer than three values, or none above zero.
    [[1, 5, 99], false],
    [[1, 100], false],
    [[1, 1, 100], false],
    [[0, 10, 100], false],
    [[-100, -10, -1], false],
    [[], false],
    [[5], false],
    // Evenly spread over two decades.
    [[1, 50, 100], false],
    [[1, 25, 50, 75, 100], false],
    [[100, 1, 10], true],
  ] as const)
    it(`${numbers.join(', ') || 'none'}: ${expected}`, () => assert.equal(isLogarithmic(numbers), expected));

  it('are so in any unit', () => {
    const number = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 3, maxLength: 6 }), (numbers) => {
        assert.equal(isLogarithmic(numbers), isLogarithmic(numbers.map((one) => one * 1024)));
        assert.equal(isLogarithmic(numbers), isLogarithmic([...numbers].reverse()));
      }),
    );
  });
});
