import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plain } from '../../../src/cli/output/plain';
import { countProblems, problemsJson, renderProblems } from '../../../src/cli/output/problems';
import { showProgress } from '../../../src/cli/output/progress';
import { renderTable } from '../../../src/cli/output/table';
import type { Problem } from '../../../src/sweep/problem';
import { formatBytesToTenth } from '../../../src/text/bytes';
import { compactMilliseconds } from '../../../src/text/durations';
import { testTerminal } from './test-terminal';

describe('plain', () => {
  it('removes everything that a terminal would interpret', () => {
    assert.equal(plain('\u001b[31mred\u001b[0m\nnext\u0007\u202E'), 'red\\nnext��');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\u2028\u2029]/u.test(plain(text))),
    );
  });
});

describe('renderTable', () => {
  it('aligns columns by what a terminal shows, and leaves no blanks at the end', () => {
    assert.equal(
      renderTable([
        ['NAME', 'STATE'],
        ['é名', 'running'],
        ['longer', ''],
      ]),
      'NAME    STATE\né名     running\nlonger',
    );
  });

  it('is empty without rows', () => assert.equal(renderTable([]), ''));
});

describe('durations and sizes', () => {
  it('shows the two largest units', () => {
    assert.deepEqual(
      [-5, 0, 59_999, 60_000, 3_599_000, 3_600_000, 11_520_000, 183_600_000].map(compactMilliseconds),
      ['0s', '0s', '59s', '1m', '59m', '1h', '3h12m', '2d3h'],
    );
  });

  it('shows bytes as people read them', () => {
    assert.deepEqual([0, 812, 1400, 2_500_000].map(formatBytesToTenth), ['0 B', '812 B', '1.4 KB', '2.5 MB']);
  });
});

describe('problems', () => {
  const problem = (severity: Problem['severity'], line: number): Problem => ({
    code: 'no-unit',
    severity,
    message: 'A duration needs a unit.',
    range: { start: { line, character: 4 }, end: { line, character: 6 } },
    fixes: [],
  });

  it('are shown as compilers do', () => {
    assert.equal(
      renderProblems('a.yaml', [problem('error', 0), problem('information', 11)]),
      'a.yaml:1:5 error A duration needs a unit. [no-unit]\na.yaml:12:5 information A duration needs a unit. [no-unit]',
    );
  });

  it('are counted by severity', () => {
    const all = [problem('error', 1), problem('error', 2), problem('warning', 3), problem('information', 4)];
    assert.equal(countProblems(all), '2 errors, 1 warning, 1 note');
  });

  it('are plain data for programs', () => {
    assert.deepEqual(problemsJson([problem('error', 2)]), [
      {
        code: 'no-unit',
        severity: 'error',
        message: 'A duration needs a unit.',
        range: { start: { line: 2, character: 4 }, end: { line: 2, character: 6 } },
      },
    ]);
  });
});

describe('progress', () => {
  it('is one line for each event without a terminal', () => {
    const terminal = testTerminal();
    const progress = showProgress(terminal);
    progress.update(0, 3, 'launching');
    progress.update(0, 3, 'launching');
    progress.update(2, 3, '2 of 3 launched\u001b[2J');
    progress.end();
    assert.equal(terminal.err(), 'launching\n2 of 3 launched\n');
    assert.equal(terminal.out(), '');
  });

  it('limits frequent updates, and always shows the end', () => {
    let now = 0;
    const terminal = testTerminal({ clock: { now: () => now, sleep: async () => undefined } });
    const progress = showProgress(terminal, 2000);
    for (const at of [0, 500, 1999, 2000, 2001, 2002]) {
      now = at;
      progress.update(at === 2002 ? 9 : 1, 9, `at ${at}`);
    }
    assert.equal(terminal.err(), 'at 0\nat 2000\nat 2002\n');
  });
});
