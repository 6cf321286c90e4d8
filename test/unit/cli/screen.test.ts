import assert from 'node:assert/strict';
import { hasColors, paintOf, plainScreen, watchedScreenOf } from '../../../src/cli/output/screen';
import { renderColumns, type TableColumn } from '../../../src/cli/output/table';
import { print, say, type Terminal } from '../../../src/cli/terminal';
import { testTerminal } from './test-terminal';

describe('colors', () => {
  const at = (environment: Terminal['environment'], given: Partial<Terminal> = {}): boolean =>
    hasColors(testTerminal({ stdoutIsScreen: true, environment, ...given }), 'stdout');

  it('are on a screen that has them, and nowhere else', () => {
    assert.equal(at({ TERM: 'xterm-256color' }), true);
    assert.equal(at({ TERM: 'dumb' }), false);
    assert.equal(at({}, { stdoutIsScreen: false }), false);
  });

  it('are decided by --color, then by NO_COLOR, then by FORCE_COLOR', () => {
    const pipe = { stdoutIsScreen: false };
    assert.equal(at({ NO_COLOR: '1' }), false);
    assert.equal(at({ NO_COLOR: '' }), true);
    assert.equal(at({ FORCE_COLOR: '1' }, pipe), true);
    assert.equal(at({ FORCE_COLOR: '0' }), false);
    assert.equal(at({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
    assert.equal(at({ NO_COLOR: '1' }, { ...pipe, color: 'always' }), true);
    assert.equal(at({ FORCE_COLOR: '1' }, { color: 'never' }), false);
  });

  it('are all that a terminal obeys of what is printed', () => {
    const evil = '\u001b]0;title\u0007\u001b[2J\u001b[8m';
    const colored = testTerminal({ color: 'always' });
    print(colored, `${paintOf(true).bad('red')}${evil}`);
    say(colored, `${evil}${paintOf(true).bold('bold')}`);
    assert.equal(colored.out(), '\u001b[31mred\u001b[39m\n');
    assert.equal(colored.err(), '\u001b[1mbold\u001b[22m\n');
    const plain = testTerminal();
    print(plain, `${paintOf(true).bad('red')}${evil}`);
    assert.equal(plain.out(), 'red\n');
  });
});

describe('a table on a narrow screen', () => {
  const columns: readonly TableColumn[] = [
    { title: 'NAME', shortest: 4 },
    { title: 'ID', shortest: 5 },
    { title: 'COST', align: 'right', leaves: 1 },
    { title: 'ZONE', leaves: 2 },
  ];
  const rows = [
    ['alpha', 'i-0123456789', '$1.00', 'us-east-1a'],
    ['日本語の名前', 'i-9876543210', '$12.00', 'us-east-1b'],
  ];
  const at = (width: number): readonly string[] =>
    renderColumns(columns, rows, { ...plainScreen, isScreen: true, columns: width }).split('\n');

  it('is whole where there is room, numbers on the right', () => {
    assert.deepEqual(at(80), [
      'NAME          ID              COST  ZONE',
      'alpha         i-0123456789   $1.00  us-east-1a',
      '日本語の名前  i-9876543210  $12.00  us-east-1b',
    ]);
  });

  it('shortens names and IDs, then drops columns in order of importance', () => {
    for (const width of [46, 34, 28, 20, 12, 8])
      for (const line of at(width)) assert.ok(widthOf(line) <= width, `${width}: ${line}`);
    assert.match(at(24).join('\n'), /COST/);
    assert.doesNotMatch(at(24).join('\n'), /ZONE/);
    assert.doesNotMatch(at(12).join('\n'), /COST|ZONE/);
  });

  it('is never cut in a pipe, which gets no header', () => {
    assert.deepEqual(
      renderColumns(columns, rows, plainScreen).split('\n')[0],
      'alpha         i-0123456789   $1.00  us-east-1a',
    );
  });

  it('uses the size of the terminal that reads a pipe', () => {
    const watched = watchedScreenOf(testTerminal({ environment: { COLUMNS: '100', LINES: '24' } }));
    assert.deepEqual([watched.columns, watched.rows, watched.isScreen], [100, 24, true]);
    for (const environment of [{}, { COLUMNS: '100' }, { COLUMNS: 'wide', LINES: '24' }])
      assert.equal(watchedScreenOf(testTerminal({ environment })).isScreen, false);
  });
});

/** Of these rows: CJK is two columns wide. */
const widthOf = (line: string): number =>
  [...line].reduce((sum, character) => sum + (/[\u3000-\u9fff]/.test(character) ? 2 : 1), 0);
