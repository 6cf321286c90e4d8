import assert from 'node:assert/strict';
import { marked } from 'marked';
import { ranked, renderResults } from '../../../src/cli/output/results';
import { renderResultsMarkdown } from '../../../src/cli/output/results-markdown';
import type { ResultsTable } from '../../../src/results/record';

const table: ResultsTable = {
  columns: ['name', 'lr', 'state', 'exit_code', 'instance_id', 'cost_usd', 'accuracy'],
  kinds: ['run', 'parameter', 'outcome', 'outcome', 'outcome', 'outcome', 'result'],
  rows: [
    ['a', 0.001, 'succeeded', 0, 'i-1', 0.0052, 0.81],
    ['b', 0.01, 'failed', 1, 'i-2', undefined, undefined],
    ['c', 0.1, 'succeeded', 0, 'i-3', 1.5, 0.923456789],
  ],
  notes: [],
};
const accuracy = { title: 'accuracy', goal: 'max' } as const;

describe('spawn results', () => {
  it('shows the best first and marks it', () => {
    assert.equal(
      renderResults(ranked(table, accuracy, undefined), accuracy),
      [
        '   name  lr     state      cost_usd  accuracy',
        '★  c     0.1    succeeded  $1.50     0.923457',
        '   a     0.001  succeeded  $0.0052   0.81',
        '   b     0.01   failed     -         -',
      ].join('\n'),
    );
  });

  it('crowns no run that failed, and shows it after the others', () => {
    const failed: ResultsTable = {
      ...table,
      rows: table.rows.map((row) => (row[0] === 'b' ? [...row.slice(0, -1), 0.95] : row)),
    };
    assert.deepEqual(
      renderResults(ranked(failed, accuracy, undefined), accuracy)
        .split('\n')
        .map((line) => line.slice(0, 4)),
      ['   n', '★  c', '   a', '   b'],
    );
    assert.doesNotMatch(renderResults({ ...failed, rows: failed.rows.slice(1, 2) }, accuracy), /★/);
  });

  it('takes the other end with min, and only so many', () => {
    const names = (goal: 'max' | 'min', top?: number): unknown =>
      ranked(table, { ...accuracy, goal }, top).rows.map(([name]) => name);
    assert.deepEqual([names('min'), names('max', 1)], [['a', 'c', 'b'], ['c']]);
  });

  it('keeps the order of the sweep where there is nothing to rank by', () => {
    const plain = ranked(table, undefined, 2);
    assert.deepEqual(
      plain.rows.map(([name]) => name),
      ['a', 'b'],
    );
    assert.doesNotMatch(renderResults(plain, undefined), /★/);
  });

  it('is a table in Markdown for a pull request', () => {
    assert.equal(
      renderResultsMarkdown(ranked(table, accuracy, 2), accuracy),
      [
        '|  | name | lr | state | cost&#95;usd | accuracy |',
        '| :-: | --- | --: | --- | --: | --: |',
        '| ★ | c | 0.1 | succeeded | $1.50 | 0.923457 |',
        '|  | a | 0.001 | succeeded | $0.0052 | 0.81 |',
      ].join('\n'),
    );
  });

  it('is one table in Markdown, whatever runs have written', () => {
    const texts = [
      'a|b',
      'x\n| y |',
      '<img src=x>',
      '![i](https://e.org/i.png)',
      '@someone',
      'https://e.org',
      '`c`',
      '~~s~~',
    ];
    const hostile: ResultsTable = {
      columns: ['name', 'note|<b>'],
      kinds: ['run', 'result'],
      rows: texts.map((text) => [text, text]),
      notes: [],
    };
    const html = String(marked.parse(renderResultsMarkdown(hostile, undefined), { gfm: true }));
    assert.equal([...html.matchAll(/<tr>/g)].length, texts.length + 1);
    assert.equal([...html.matchAll(/<t[dh]\b/g)].length, (texts.length + 1) * 3);
    assert.doesNotMatch(html, /<(?!\/?(?:table|thead|tbody|tr|th|td)\b)|@someone/);
  });
});
