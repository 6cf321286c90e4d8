import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GrowingLog, lastLines, readableLog } from '../../../src/cli/output/log';

describe('a log at a terminal', () => {
  it('shows what progress bars left standing, and obeys nothing', () => {
    assert.equal(readableLog('a\tb\r\n 1%\r 50%\r100%\n\u0007\u001b[31mred\u001b[0m\n'), 'a\tb\n100%\n�red');
  });

  it('can leave its last line open', () => {
    assert.deepEqual([readableLog('a\nb\n', true), readableLog('a\nb', true)], ['a\nb\n', 'a\nb']);
  });

  it('shows the last state of a line that grows: drawn anew on a screen, once it is whole elsewhere', () => {
    const chunks = ['start\n', ' 10%|#', '\r 20%|##', '\r 30%|###\r', '100%|####\ndone'];
    const file = new GrowingLog(undefined);
    assert.deepEqual(
      [...chunks.map((chunk) => file.take(chunk)), file.end()],
      ['start\n', '', '', '', '100%|####\n', 'done\n'],
    );
    const screen = new GrowingLog(9);
    const clear = '\r\u001B[2K';
    assert.deepEqual(
      [...chunks.map((chunk) => screen.take(chunk)), screen.end()],
      [
        'start\n',
        ' 10%|#',
        `${clear} 20%|##`,
        `${clear} 30%|###`,
        `${clear}100%|####\ndone`,
        `${clear}done\n`,
      ],
    );
  });

  it('ends elsewhere as it would have been read whole, however it came', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\r', '\n', ' 5%')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40)), (whole, cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b).filter((cut) => cut <= whole.length), whole.length];
        const log = new GrowingLog(undefined);
        const shown = places.slice(1).map((end, at) => log.take(whole.slice(places[at], end)));
        const wanted = readableLog(whole);
        assert.equal(`${[...shown, log.end()].join('')}`.replace(/\n+$/, ''), wanted.replace(/\n+$/, ''));
      }),
    );
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
