import assert from 'node:assert/strict';
import type { ResultsTable } from '../../../src/results/record';
import { type CardFacts, shareCard } from '../../../src/results/share-card';

const table: ResultsTable = {
  columns: ['name', 'lr', 'seed', 'state', 'cost_usd', 'loss'],
  kinds: ['run', 'parameter', 'parameter', 'outcome', 'outcome', 'result'],
  rows: [
    ['lr-0.1', 0.1, 1, 'succeeded', 0.0004, 0.5],
    ['lr-0.2', 0.2, 1, 'succeeded', 0.0004, 0.25],
    ['lr-0.3', 0.3, 1, 'failed', 0.0001, 0.1],
  ],
  notes: [],
};
const card: CardFacts = {
  title: 'lr search',
  facts: [['Cost', '$0.0009']],
  labels: ['0.1', '0.2', '0.3'],
  plot: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  plotText: 'Scatter plot of loss over lr, 3 runs',
  files: [{ name: 'lr.sweep.yaml', text: 'grid:\n  lr: [0.1, 0.2, 0.3] # <b>\n' }],
};
const metric = { title: 'loss', goal: 'min' } as const;

describe('the card of a sweep', () => {
  const cells = (html: string, tag: string): readonly string[] =>
    [...html.matchAll(new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) => text);

  it('shows the best run that did not fail, the others best first, and the file', () => {
    const html = shareCard(table, metric, card);
    assert.deepEqual(cells(html, 'h2'), ['0.2', '0.25']);
    assert.deepEqual(
      [...html.matchAll(/<th scope="row">([^<]*)</g)].map(([, name]) => name),
      ['0.2', '0.1', '0.3'],
    );
    // The seed is the same in all runs.
    assert.deepEqual(
      [...html.matchAll(/<th scope="col">([^<]*)</g)].map(([, name]) => name),
      ['run', 'lr', 'loss', 'state', 'cost_usd'],
    );
    assert.match(
      html,
      /<summary>lr\.sweep\.yaml<\/summary><pre>grid:\n {2}lr: \[0\.1, 0\.2, 0\.3\] # &#60;b&#62;\n<\/pre>/,
    );
  });

  it('names no best run where it is not known what is best', () => {
    for (const unsure of [undefined, { ...metric, guess: 'goal' as const }])
      assert.deepEqual(cells(shareCard(table, unsure, card), 'h2'), []);
  });

  it('loads nothing, and runs nothing, whatever its texts contain', () => {
    const evil = `"><script>alert(1)</script><img src="https://x.test/a.png">'`;
    const html = shareCard(
      {
        ...table,
        columns: table.columns.map((title) => (title === 'lr' ? evil : title)),
        rows: table.rows.map(([, ...rest]) => [evil, ...rest]),
      },
      metric,
      {
        ...card,
        title: evil,
        facts: [[evil, evil]],
        labels: [],
        plotText: evil,
        files: [{ name: evil, text: evil }],
      },
    );
    assert.match(html, /content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/);
    assert.equal(html.includes('<script'), false);
    assert.deepEqual(
      [...html.matchAll(/src="([^"]{0,19})/g)].map(([, address]) => address),
      ['data:image/svg+xml;'],
    );
    assert.equal(html.match(/<img/g)?.length, 1);
  });

  it('lists ten runs, and counts the others', () => {
    const rows = Array.from({ length: 1_000 }, (_, run) => [`r${run}`, run, 1, 'succeeded', 0, run]);
    const html = shareCard({ ...table, rows }, metric, { ...card, labels: [] });
    assert.equal(html.match(/<th scope="row">/g)?.length, 10);
    assert.match(html, /<p class="more">and 990 more<\/p>/);
  });
});
