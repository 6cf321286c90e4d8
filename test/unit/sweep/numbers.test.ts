import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareDecimals, decimalOf, sameDecimal, unitsOf } from '../../../src/sweep/decimal';
import { comparable, samenessOf } from '../../../src/sweep/sameness';
import { LazyChunk } from '../../../src/sweep/syntax/chunk';
import type { ScalarNode } from '../../../src/sweep/syntax/node';
import { open } from './mark';

const around = (part: string): string => `defaults:\n  ttl: 1h\n  user_data: echo $X\n${part}`;
const codes = (text: string): readonly string[] =>
  open(text)
    .problems()
    .map(({ severity, code }) => `${severity} ${code}`);
const valuesOf = (text: string, key = 'x'): readonly (string | undefined)[] =>
  open(text)
    .sweep()
    .runs.map(({ parameters }) => parameters.get(key));
const range = (list: string): string => around(`grid:\n  x: {range: ${list}}\n`);
const drawn = (distribution: string, count = 50): string =>
  around(`random:\n  count: ${count}\n  seed: 1\n  space:\n    x: {${distribution}}\n`);

describe('a range', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['[1, 3]', ['1', '2', '3']],
    ['[0, 0.5, 0.25]', ['0.00', '0.25', '0.50']],
    ['[1e-3, 3e-3, 1e-3]', ['0.001', '0.002', '0.003']],
    ['[0, 1.5E2, 7.5e+1]', ['0', '75', '150']],
    ['[-0.1, 0.1, 0.1]', ['-0.1', '0.0', '0.1']],
    ['[.1, .3, .1]', ['0.1', '0.2', '0.3']],
    ['[9007199254740993, 9007199254740995]', ['9007199254740993', '9007199254740994', '9007199254740995']],
    [
      '[0.1234567890123456789, 0.1234567890123456790, 1e-19]',
      ['0.1234567890123456789', '0.1234567890123456790'],
    ],
    ['[1e-30, 3e-30, 1e-30]', ['1e-30', '2e-30', '3e-30']],
    ['[1e30, 2e30, 1e30]', ['1e30', '2e30']],
    ['[0x10, 0x11]', ['16', '17']],
    ['[2, 2]', ['2']],
  ];
  for (const [list, values] of cases) {
    it(`is exact: ${list}`, () => {
      assert.deepEqual(valuesOf(range(list)), values);
      // What only exact programs tell apart is told.
      const similar = list.startsWith('[0.12345') ? ['information similar-value'] : [];
      assert.deepEqual(codes(range(list)), similar);
    });
  }

  it('reports an end that it does not reach, and never goes beyond it', () => {
    assert.deepEqual(valuesOf(range('[0, 1, 0.3]')), ['0.0', '0.3', '0.6', '0.9']);
    assert.deepEqual(codes(range('[0, 1, 0.3]')), ['information range-end']);
    assert.deepEqual(valuesOf(range('[0, 0.9999999999, 1]')), ['0.0000000000']);
  });

  it('rejects anything but a finite number', () => {
    for (const list of ['[0, .inf]', '[.nan, 1]', '[0, 1e400]', '[0, 1, 0]', '[3, 1]', '[0, 1, 1e-9]'])
      assert.deepEqual(codes(range(list)), ['error invalid-range'], list);
  });

  it('has the values that its numbers define, whatever they are', () => {
    const number = fc
      .tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -12, max: 6 }))
      .map(([digits, power]) => `${digits}e${power}`);
    const step = fc
      .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: -12, max: 6 }))
      .map(([digits, power]) => `${digits}e${power}`);
    fc.assert(
      fc.property(number, step, fc.nat({ max: 30 }), (first, by, count) => {
        const [from, step] = [decimalOf(first), decimalOf(by)];
        assert.ok(from !== undefined && step !== undefined);
        const unit = Math.min(from.exponent, step.exponent);
        const at = (index: number): bigint => unitsOf(from, unit) + BigInt(index) * unitsOf(step, unit);
        const values = valuesOf(range(`[${first}, ${at(count)}e${unit}, ${by}]`));
        assert.equal(values.length, count + 1);
        for (const [index, value] of values.entries()) {
          const expected = decimalOf(`${at(index)}e${unit}`);
          const found = decimalOf(value ?? '');
          assert.ok(expected !== undefined && found !== undefined && sameDecimal(expected, found));
        }
      }),
    );
  });
});

describe('a draw', () => {
  it('is within its bounds as written', () => {
    const bound = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc
        .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -25, max: 3 }))
        .map(([digits, power]) => `${digits}e${power}`),
    );
    fc.assert(
      fc.property(bound, bound, fc.constantFrom('uniform', 'log_uniform'), (one, other, kind) => {
        const [a, b] = [decimalOf(one), decimalOf(other)];
        assert.ok(a !== undefined && b !== undefined);
        const [low, high, from, to] = compareDecimals(a, b) < 0 ? [a, b, one, other] : [b, a, other, one];
        if (kind === 'log_uniform' && (Number(from) <= 0 || !Number.isFinite(Number(to)))) return;
        const values = valuesOf(drawn(`${kind}: [${from}, ${to}]`, 20));
        assert.equal(values.length, 20);
        for (const value of values) {
          const written = decimalOf(value ?? '');
          assert.ok(written !== undefined, `${value}`);
          assert.ok(compareDecimals(low, written) <= 0, `${value} is below ${from}`);
          assert.ok(compareDecimals(written, high) <= 0, `${value} is above ${to}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('differs from the others where its bounds are close together', () => {
    for (const bounds of [
      'uniform: [0.12345671, 0.12345679]',
      'log_uniform: [1234567.1, 1234567.9]',
      'uniform: [1000000, 1000001]',
    ])
      assert.ok(new Set(valuesOf(drawn(bounds))).size > 45, bounds);
  });

  it('has six digits where they are enough', () => {
    assert.deepEqual(valuesOf(drawn('uniform: [0, 0.5]', 3)), ['0.247118', '0.472511', '0.0463544']);
  });

  it('is rejected if its bounds are not finite numbers', () => {
    for (const bounds of [
      'uniform: [0, .inf]',
      'uniform: [.nan, 1]',
      'log_uniform: [1, 1e400]',
      'int_uniform: [0, 1e20]',
    ])
      assert.deepEqual(codes(drawn(bounds)).slice(0, 1), ['error invalid-distribution'], bounds);
  });
});

describe('values', () => {
  const scalar = (text: string): ScalarNode => {
    const { root } = new LazyChunk(text, 'whole', -1, 'yaml', 0).tree;
    assert.ok(root?.kind === 'scalar');
    return root;
  };
  const sameness = (a: string, b: string): string => samenessOf(comparable(scalar(a)), comparable(scalar(b)));

  it('are one where every program reads them as one', () => {
    const cases: readonly [string, string, string][] = [
      ['0.1', '0.10', 'same'],
      ['1e3', '1000', 'same'],
      ['-0', '0', 'same'],
      ['+1', '1', 'same'],
      ['"1"', '1', 'same'],
      ['.5', '0.5', 'same'],
      ['1', '2', 'different'],
      ['"1.0"', '1', 'different'],
      ['true', 'True', 'different'],
      ['a', 'A', 'different'],
      ['12345678901234567890', '12345678901234567891', 'unsure'],
      ['0.1', '0.1000000000000000000001', 'unsure'],
      ['010', '10', 'unsure'],
      ['010', '8', 'unsure'],
      ['010', '9', 'different'],
      ['0x10', '16', 'unsure'],
      ['0o17', '15', 'unsure'],
      ['1_000', '1000', 'different'],
    ];
    for (const [a, b, expected] of cases) {
      assert.equal(sameness(a, b), expected, `${a} ${b}`);
      assert.equal(sameness(b, a), expected, `${b} ${a}`);
    }
  });

  it('are reported if they appear twice, or if only some programs distinguish them', () => {
    const grid = (values: string): readonly string[] => codes(around(`grid:\n  x: [${values}]\n`));
    assert.deepEqual(grid('0.1, 2, 0.10'), ['warning duplicate-value']);
    assert.deepEqual(grid('12345678901234567890, 12345678901234567891'), ['information similar-value']);
    assert.deepEqual(grid('10, 010'), ['information similar-value']);
    assert.deepEqual(grid('a, A, 1, 2, "3", 03x'), []);
  });

  it('are left out only where they are the same', () => {
    const without = (values: string, entry: string): string =>
      around(`grid:\n  x: [${values}]\nexclude:\n  - x: ${entry}\n`);
    assert.deepEqual(
      valuesOf(without('12345678901234567890, 12345678901234567891', '12345678901234567890')),
      ['12345678901234567891'],
    );
    assert.deepEqual(valuesOf(without('0.1, 0.2', '1e-1')), ['0.2']);
    assert.deepEqual(codes(without('10, 20', '010')), [
      'warning exclude-without-effect',
      'information similar-value',
    ]);
  });
});
