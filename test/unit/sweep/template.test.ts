import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillTemplate, placeholdersOf } from '../../../src/sweep/template';

const values = new Map([
  ['n', '7'],
  ['minus', '-4'],
  ['plus', '+4'],
  ['long', '12345'],
  ['lr', '0.001'],
  ['word', 'adam'],
  ['empty', ''],
]);
const fill = (text: string): string => fillTemplate(text, (key) => values.get(key));

describe('a template', () => {
  for (const [text, expected] of [
    ['run-{n}', 'run-7'],
    ['{n:03}', '007'],
    ['{n:00}', '7'],
    ['{n:012}', '000000000007'],
    // The sign stays in front, and is no digit.
    ['{minus:03}', '-004'],
    ['{plus:03}', '+004'],
    ['{minus}', '-4'],
    ['{long:03}', '12345'],
    // What is not a whole number stays as it is.
    ['{lr:06}', '0.001'],
    ['{word:06}', 'adam'],
    ['{empty:03}', ''],
    ['{n:3}', '{n:3}'],
    ['{n:0123}', '{n:0123}'],
    // A brace that means something else.
    ['{"a": 1}', '{"a": 1}'],
    ['{unknown}', '{unknown}'],
    ['{ n}', '{ n}'],
    ['{{n}}', '{n}'],
    ['{{n:03}}', '{n:03}'],
    ['{{n}}{n}', '{n}7'],
    ['{n}{n}', '77'],
    ['{{n}', '{7'],
    ['{n}}', '7}'],
    ['{{unknown}}', '{{unknown}}'],
    ['', ''],
  ] as const)
    it(`${JSON.stringify(text)} is ${JSON.stringify(expected)}`, () => assert.equal(fill(text), expected));

  it('fills a whole number up to its width in digits, whatever its sign', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 20 }), (number, width) => {
        const filled = fillTemplate(`{n:0${width}}`, () => String(number));
        assert.equal(BigInt(filled), BigInt(number));
        const digits = filled.replace('-', '');
        assert.equal(digits.length, Math.max(width, String(Math.abs(number)).length));
        assert.equal(filled.startsWith('-'), number < 0);
      }),
    );
  });

  it('returns the positions of its placeholders', () => {
    assert.deepEqual(placeholdersOf('a{n:03}-{lr}'), [
      { key: 'n', width: 3, start: 1, end: 7 },
      { key: 'lr', width: 0, start: 8, end: 12 },
    ]);
    assert.deepEqual(placeholdersOf('none'), []);
  });
});
