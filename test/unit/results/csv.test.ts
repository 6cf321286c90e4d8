import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toCsv } from '../../../src/results/csv';
import { toJson } from '../../../src/results/json';
import type { ResultsTable } from '../../../src/results/record';
import type { Scalar } from '../../../src/results/scalar';
import { parseCsv } from './parse-csv';

const tableOf = (columns: readonly string[], rows: ResultsTable['rows']): ResultsTable => ({
  columns,
  kinds: columns.map(() => 'result'),
  rows,
  notes: [],
});

describe('toCsv', () => {
  it('is RFC 4180 with CRLF', () => {
    assert.equal(
      toCsv(
        tableOf(
          ['a', 'b,c'],
          [
            [1, 'x "y"'],
            [true, 'two\nlines'],
            [undefined, null],
          ],
        ),
      ),
      'a,"b,c"\r\n1,"x ""y"""\r\ntrue,"two\nlines"\r\n,\r\n',
    );
  });

  it('guards cells and headers that a spreadsheet would run', () => {
    const hostile = ['=cmd()', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1'];
    const [header, row] = parseCsv(toCsv(tableOf(hostile, [hostile])));
    assert.deepEqual(
      header,
      hostile.map((cell) => `'${cell}`),
    );
    assert.deepEqual(row, header);
  });

  it('leaves numbers alone, also those that are text', () => {
    assert.equal(toCsv(tableOf(['a'], [[-1.5], ['-1.5'], ['+1e-3']])), 'a\r\n-1.5\r\n-1.5\r\n+1e-3\r\n');
    const plain = ['-Infinity', '+inf', '-NaN', '-3%', '+2.5 dB', '-1e-3 ms', '-007'];
    const [, ...rows] = parseCsv(
      toCsv(
        tableOf(
          ['a'],
          plain.map((text) => [text]),
        ),
      ),
    );
    assert.deepEqual(
      rows.map(([text]) => text),
      plain,
    );
    // A sign and a number do not make what follows harmless.
    for (const text of [
      '-1|calc',
      '+1!A1',
      '-3%+1',
      '-1(2)',
      '-2 ms;x',
      '-A1',
      '+SUM',
      '-1 abcdefgh',
      '-1:A2',
    ])
      assert.equal(parseCsv(toCsv(tableOf(['a'], [[text]])))[1]?.[0], `'${text}`);
  });

  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
  );
  it('reads back as what went in, but for the guard', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
        // Separators that some take for the end of a line are among the graphemes.
        const shown = (value: Scalar | undefined): string =>
          String(value ?? '').replace(/[\u2028\u2029]/g, '\ufffd');
        const read = parseCsv(toCsv(tableOf(['a', 'b', 'c'], rows)));
        assert.deepEqual(
          read.slice(1).map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, ''))),
          rows.map((row) => row.map((value) => shown(value).replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, ''))),
        );
      }),
    );
  });

  it('holds no byte that a terminal would obey', () => {
    const text = 'a\u001b]0;title\u0007b\u001b[2Jc\u009b1md\u0000\u0008';
    const csv = toCsv(tableOf([text], [[text], ['two\r\nlines\rof\ttext']]));
    assert.equal(csv, 'abcd\ufffd\ufffd\r\nabcd\ufffd\ufffd\r\n"two\r\nlines\rof\ttext"\r\n');
    const json = toJson(tableOf([text], [[text]]));
    assert.doesNotMatch(json, /[^\P{Cc}\n]/u);
    assert.deepEqual(JSON.parse(json), [{ [text]: text }]);
  });

  it('never begins a cell of text with what starts a formula', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n'), fc.string(), (first, rest) => {
        const [, row] = parseCsv(toCsv(tableOf(['a'], [[first + rest]])));
        const text = row?.[0] ?? '';
        return text.startsWith("'") || /^[+-][\d.]/.test(text) || /^[+-](?:inf|nan)/i.test(text);
      }),
    );
  });
});

describe('toJson', () => {
  it('keeps types and gives every row every column', () => {
    assert.deepEqual(
      JSON.parse(
        toJson(
          tableOf(
            ['a', 'b', 'c'],
            [
              [1, 'x', undefined],
              [false, null, 'y'],
            ],
          ),
        ),
      ),
      [
        { a: 1, b: 'x', c: null },
        { a: false, b: null, c: 'y' },
      ],
    );
  });
});
