import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lastLines, readableLog } from '../../../src/cli/output/log';

describe('a log at a terminal', () => {
  it('shows what progress bars left standing, and obeys nothing', () => {
    assert.equal(readableLog('a\tb\r\n 1%\r 50%\r100%\n\u0007\u001b[31mred\u001b[0m\n'), 'a\tb\n100%\n�red');
  });

  it('can leave its last line open', () => {
    assert.deepEqual([readableLog('a\nb\n', true), readableLog('a\nb', true)], ['a\nb\n', 'a\nb']);
  });

  it('ends with as many lines as were asked for', () => {
    assert.deepEqual(
      [
        lastLines('a\nb\nc\n', 2),
        lastLines('a\nb\nc', 1),
        lastLines('a\n\n', 1),
        lastLines('a', 5),
        lastLines('', 1),
      ],
      ['b\nc\n', 'c', '\n', 'a', ''],
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'bc', ''), { minLength: 1 }),
        fc.integer({ min: 1, max: 5 }),
        (lines, count) => {
          assert.equal(lastLines(`${lines.join('\n')}\n`, count), `${lines.slice(-count).join('\n')}\n`);
        },
      ),
    );
  });
});
