import assert from 'node:assert/strict';
import fc from 'fast-check';
import { measureOf } from '../../../src/results/measure';
import type { ResultsTable } from '../../../src/results/record';
import { shownRows, textOf } from '../../../src/results/selection';
import { refinedSweep } from '../../../src/vscode/documents/refined-sweep';
import { pageOf } from '../../../src/vscode/panels/results/page';
import { choose, chooseAll, chosenAmong, noChoice } from '../../../src/webview/results/choice';
import { parseMessage, sweepsInState } from '../../../src/webview/results/contract';

const table: ResultsTable = {
  columns: ['name', 'lr', 'activation', 'accuracy'],
  kinds: ['run', 'parameter', 'parameter', 'result'],
  rows: [
    ['a', 0.001, 'relu', 0.8],
    ['b', 0.01, 'gelu', 0.95],
    ['c', 0.1, 'relu', undefined],
    ['d', 0.1, 'Relu6', 0.9],
  ],
  notes: [],
};
const names = (rows: readonly number[]) => rows.map((row) => table.rows[row]?.[0]).join('');

describe('rows of the results panel', () => {
  it('are in the order of the sweep, or ranked by a column', () => {
    const accuracy = { title: 'accuracy', goal: 'max' } as const;
    assert.equal(names(shownRows(table, { filters: {} })), 'abcd');
    assert.equal(names(shownRows(table, { filters: {}, metric: accuracy })), 'bdac');
    assert.equal(
      names(shownRows(table, { filters: {}, metric: accuracy, sort: { title: 'lr', goal: 'min' } })),
      'abcd',
    );
    assert.equal(names(shownRows(table, { filters: {}, sort: { title: 'accuracy', goal: 'max' } })), 'bdac');
    assert.equal(names(shownRows(table, { filters: {}, sort: { title: 'accuracy', goal: 'min' } })), 'adbc');
  });

  it('are narrowed by every filter and by what is brushed', () => {
    const shown = (filters: Record<string, string>, brushed?: ReadonlySet<number>) =>
      names(shownRows(table, { filters, ...(brushed === undefined ? {} : { brushed }) }));
    assert.equal(shown({ activation: 'RELU' }), 'acd');
    assert.equal(shown({ activation: '=relu' }), 'ac');
    assert.equal(shown({ activation: '!=relu' }), 'bd');
    assert.equal(shown({ accuracy: '>0.8' }), 'bd');
    assert.equal(shown({ accuracy: ' >= 0.8 ', lr: '<0.05' }), 'ab');
    assert.equal(shown({ accuracy: '>' }), 'abcd');
    assert.equal(shown({ nothing: 'x' }), 'abcd');
    assert.equal(shown({ lr: '=0.1' }, new Set([0, 3])), 'd');
  });

  it('are never more than there are, whatever the filter', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const rows = shownRows(table, { filters: { accuracy: text, name: text } });
        assert.ok(rows.every((row) => row >= 0 && row < table.rows.length));
        assert.equal(new Set(rows).size, rows.length);
      }),
    );
  });

  it('show numbers short and text as it is', () => {
    assert.deepEqual([0.1 + 0.2, 42, Number.NaN, undefined, null, true, '<b>'].map(textOf), [
      '0.3',
      '42',
      'NaN',
      '',
      'null',
      'true',
      '<b>',
    ]);
  });
});

describe('what runs have reached', () => {
  it('has a best that did not fail, and values of all', () => {
    const states = ['succeeded', 'failed', 'running', 'expired'];
    const measure = measureOf(
      {
        columns: [...table.columns, 'state'],
        kinds: [...table.kinds, 'outcome'],
        rows: table.rows.map((row, place) => [...row, states[place]]),
        notes: [],
      },
      { title: 'accuracy', goal: 'max' },
    );
    assert.deepEqual(measure, {
      title: 'accuracy',
      values: new Map([
        ['a', 0.8],
        ['b', 0.95],
        ['d', 0.9],
      ]),
      best: 0.8,
    });
  });
});

describe('messages of the results panel', () => {
  it('are taken when they are whole, and dropped when they are not', () => {
    const good = [
      { type: 'ready' },
      { type: 'retry' },
      { type: 'addSweep' },
      { type: 'removeSweep', sweepId: 's' },
      { type: 'follow', sweepId: 's', on: true },
      { type: 'openLog', sweepId: 's', run: 'a' },
      { type: 'rerun', runs: [{ sweepId: 's', run: 'a' }] },
      { type: 'chooseMetric', metric: { title: 'accuracy', goal: 'max' } },
      { type: 'exportTable', rows: [0, 1], columns: ['name'] },
      { type: 'share', plot: '<svg/>', plotText: 'a plot' },
      { type: 'share', plotText: 'no plot' },
      { type: 'exportPlot', format: 'png', content: 'AAAA' },
    ];
    for (const message of good) assert.deepEqual(parseMessage(message), message);
    const bad = [
      undefined,
      'ready',
      { type: 'openLog', run: 'a' },
      { type: 'rerun', runs: [{ sweepId: 's', run: 'a' }, 'b'] },
      { type: 'follow', sweepId: 's', on: 'yes' },
      { type: 'chooseMetric', metric: { title: 'accuracy', goal: 'best' } },
      { type: 'exportTable', rows: ['0'], columns: ['name'] },
      { type: 'share', plot: '<svg/>' },
      { type: 'exportPlot', format: 'exe', content: '' },
      { type: 'eval', code: '1' },
    ];
    for (const message of bad) assert.equal(parseMessage(message), undefined);
  });

  it('never break on anything', () => {
    fc.assert(fc.property(fc.anything(), (value) => assert.doesNotThrow(() => parseMessage(value))));
  });
});

describe('the state of a results panel', () => {
  it('names the sweeps of a panel that is brought back, and is taken whole or not at all', () => {
    const sweeps = [
      { provider: 'aws', sweepId: 'a' },
      { provider: 'local', sweepId: 'b' },
    ];
    assert.deepEqual(sweepsInState({ plot: 'scatter', sweeps }), sweeps);
    for (const state of [
      undefined,
      null,
      'x',
      {},
      { sweeps: 'a' },
      { sweeps: [...sweeps, { provider: 'gcp', sweepId: 'c' }] },
    ])
      assert.deepEqual(sweepsInState(state), []);
  });
});

describe('rows that are chosen', () => {
  const shown = [5, 3, 9, 1];
  const rows = (choice: typeof noChoice) => [...choice.rows];

  it('are one, or one more, or all on the way as they are shown', () => {
    const one = choose(noChoice, 3, 'alone', shown);
    assert.deepEqual(rows(one), [3]);
    assert.deepEqual(rows(choose(one, 1, 'toggle', shown)), [3, 1]);
    assert.deepEqual(rows(choose(choose(one, 1, 'toggle', shown), 1, 'toggle', shown)), [3]);
    const range = choose(one, 1, 'range', shown);
    assert.deepEqual(rows(range), [3, 9, 1]);
    assert.deepEqual(rows(choose(range, 5, 'range', shown)), [5, 3]);
    assert.deepEqual(rows(choose(one, 9, 'move', shown)), [3]);
    assert.equal(choose(one, 9, 'move', shown).active, 9);
    assert.deepEqual(rows(chooseAll(one, shown)), shown);
  });

  it('count only while a filter lets them be seen', () => {
    const all = chooseAll(noChoice, shown);
    assert.deepEqual(chosenAmong(all, [9, 2, 5]), [9, 5]);
    assert.deepEqual(chosenAmong(noChoice, shown), []);
    assert.deepEqual(rows(choose(all, 7, 'range', shown)), [7]);
  });
});

describe('the page of the results panel', () => {
  const plain = {
    origin: 'https://own.example',
    script: 'https://own.example/dist/results.js',
    style: 'https://own.example/media/results.css',
    nonce: 'abc',
    title: '</title><script>alert(1)</script>',
    sweeps: [{ provider: 'local', sweepId: '"><script>' }],
    language: 'de',
    words: undefined,
  } as const;

  it('hands its script the words of another language as text, and is English without any', () => {
    const page = pageOf({ ...plain, words: { 'Best of {count}': '"><script>{count}' } });
    assert.match(page, /<html lang="de">/);
    assert.match(
      page,
      / data-words="\{&#34;Best of \{count\}&#34;:&#34;\\&#34;&#62;&#60;script&#62;\{count\}&#34;\}">/,
    );
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.match(pageOf(plain), /<html lang="en">/);
    assert.doesNotMatch(pageOf(plain), /data-words/);
  });

  it('allows only its own script and style, and shows a title as text', () => {
    const page = pageOf(plain);
    const policy = /content="([^"]+)"/.exec(page)?.[1];
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-abc'; style-src https://own.example; img-src data: blob:; font-src https://own.example",
    );
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.match(
      page,
      / data-sweeps="\[\{&#34;provider&#34;:&#34;local&#34;,&#34;sweepId&#34;:&#34;\\&#34;&#62;&#60;script&#62;&#34;\}\]"/,
    );
  });
});

describe('a sweep refined around the best', () => {
  it('keeps everything in the file except its runs, including comments', () => {
    const launched = `# my search
name: lr
defaults:
  ttl: 1h # enough
params:
  - lr: 0.1
grid:
  lr: [0.001, 0.1]
`;
    const grid = [{ parameter: 'lr', values: [0.01, 0.03, 0.1] }];
    assert.equal(
      refinedSweep(launched, 'lr', grid, { title: 'accuracy', goal: 'max' }),
      `# spawn: sweep
# Around the best runs by accuracy. Check it, save it, and launch it.
# my search
name: lr-refined
defaults:
  ttl: 1h # enough
grid:
  lr:
    - 0.01
    - 0.03
    - 0.1
`,
    );
  });
});
