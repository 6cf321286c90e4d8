import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bundledPrices, instanceTypes } from '../../../src/cost/table';
import { complete } from '../../../src/language/complete';
import { flowAt } from '../../../src/language/flow';
import { hover } from '../../../src/language/hover';
import { keepingRuns } from '../../../src/language/refactor/same-runs';
import { renameTarget } from '../../../src/language/rename';
import { scriptTokens } from '../../../src/language/tokens';
import { valuesOf } from '../../../src/language/values';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { open } from '../sweep/mark';
import { realShell } from '../sweep/shell';
import { at, CONFIG } from './cursor';

const table = readFileSync('media/prices/ec2-us-east-1.tsv', 'utf8');
let knowledge: Knowledge;
before(async () => {
  knowledge = { shell: await realShell(), instanceTypes: instanceTypes(table) };
});

describe('a place between brackets', () => {
  const siblingsAt = (marked: string): readonly string[] | undefined => {
    const place = flowAt(marked.replace('‸', ''), marked.indexOf('‸'));
    return place && [...place.siblings];
  };

  it('is found after a script, whose brackets are text', () => {
    const file = 'params:\n  - user_data: |\n      echo {\n      echo [\n    space: {lr: 1, ‸}\n';
    assert.deepEqual(siblingsAt(file), ['lr']);
    assert.equal(siblingsAt('params:\n  - user_data: |\n      echo {‸\n    lr: 1\n'), undefined);
  });

  it('is after quotes that hold brackets and commas', () => {
    for (const quoted of ['"a, {b"', "'a, [b'", '"a\\", {b"', "'it''s, {b'"])
      assert.deepEqual(siblingsAt(`space: {name: ${quoted}, ‸}`), ['name'], quoted);
    assert.deepEqual(siblingsAt('space: {"a, b": 1, ‸}'), ['a, b']);
  });

  it('is not in quotes because of an apostrophe within a word', () =>
    assert.deepEqual(siblingsAt("space: {name: it's, ‸}"), ['name']));
});

describe('a completion in a script', () => {
  it('is plain text, since a script has dollar signs of its own', () => {
    for (const script of ['echo $‸', 'echo ${‸', 'spored ‸']) {
      const { document, position } = at(`defaults:\n  lr: 1\n  user_data: |\n    ${script}\n`, { knowledge });
      const items = complete(document, position, CONFIG);
      assert.ok(items.length > 0, script);
      assert.ok(
        items.every(({ snippet }) => !snippet),
        script,
      );
    }
  });
});

describe('the price on hover', () => {
  it('is that of the region in defaults, and of the settings without one', () => {
    const regionIn = (defaults: string): string | undefined => {
      const { document, position } = at(`defaults:\n${defaults}  instance_type: t3.mi‸cro\n`, { knowledge });
      const prices = {
        ...bundledPrices(table),
        onDemand: (_: string, region: string) => ({ usdPerHour: 1, source: region }),
      };
      return hover(document, position, { ...CONFIG, prices })?.markdown;
    };
    assert.match(regionIn('  region: eu-west-1\n') ?? '', /eu-west-1/);
    assert.doesNotMatch(regionIn('  region: eu-west-1\n') ?? '', /us-east-1/);
    assert.match(regionIn('') ?? '', /us-east-1/);
  });
});

describe('the parameter at a position', () => {
  it('of a template begins and ends with its name', () => {
    const target = (marked: string) => {
      const { document, position } = at(`params:\n  - lr: 1\n    name: ${marked}\n`, { knowledge });
      return renameTarget(document, position)?.range.start.character;
    };
    const start = '    name: a-{'.length;
    for (const marked of ['a-{‸lr}-b', 'a-{l‸r}-b', 'a-{lr‸}-b']) assert.equal(target(marked), start, marked);
    for (const marked of ['‸a-{lr}-b', 'a-{lr}-‸b']) assert.equal(target(marked), undefined, marked);
  });
});

describe('tokens of visible lines', () => {
  it('are those of the script in these lines, wherever it begins', () => {
    const lines = [
      'defaults:',
      '  user_data: |',
      ...Array.from({ length: 40 }, (_, i) => `    echo ${i}`),
      '',
    ];
    const document = open(lines.join('\n'), { knowledge });
    const all = scriptTokens(document).map(({ range }) => range.start.line);
    assert.deepEqual(
      [...new Set(all)],
      Array.from({ length: 40 }, (_, i) => i + 2),
    );
    for (const [first, last] of [
      [0, 41],
      [10, 20],
      [41, 60],
      [0, 1],
      [50, 60],
    ] as const) {
      const visible = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
      const expected = all.filter((line) => line >= first && line <= last);
      assert.deepEqual(
        scriptTokens(document, visible).map(({ range }) => range.start.line),
        expected,
        `${first} to ${last}`,
      );
    }
  });
});

describe('the values of a parameter', () => {
  it('are distinct, in order, and at most as many as asked for', () => {
    const document = open('defaults:\n  lr: 9\nparams:\n  - lr: 1\n  - lr: 2\n  - lr: 1\n  - lr: 3\n');
    assert.deepEqual(valuesOf(document, 'lr', 9), ['9', '1', '2', '3']);
    assert.deepEqual(valuesOf(document, 'lr', 2), ['9', '1']);
    assert.deepEqual(valuesOf(document, 'other', 2), []);
    const grid = open('grid:\n  lr: [1, 2, 3]\n  b: [1, 2]\n');
    assert.deepEqual(valuesOf(grid, 'lr', 2), ['1', '2']);
  });
});

describe('a refactoring', () => {
  const text = 'params:\n  - lr: 1\n    b: 1 # kept\n  - lr: 2\n    b: 1\n';
  const kept = (edited: string, sameness: 'order' | 'values' = 'order'): boolean => {
    const document = open(text);
    const end = { line: text.split('\n').length - 1, character: 0 };
    const range = { start: { line: 0, character: 0 }, end, exact: true as const };
    const edits = [{ range, newText: edited }];
    return keepingRuns(document, CONFIG.defaults, edits, sameness) !== undefined;
  };

  it('keeps the runs, their order, their comments, and adds no problem', () => {
    assert.equal(kept(text), true);
    assert.equal(kept('defaults:\n  b: 1 # kept\nparams:\n  - lr: 1\n  - lr: 2\n', 'values'), true);
    for (const [why, changed] of [
      ['a run is missing', 'params:\n  - lr: 1\n    b: 1 # kept\n'],
      ['a run is added', `${text}  - lr: 3\n    b: 1\n`],
      ['a value differs', text.replace('lr: 2', 'lr: 4')],
      ['runs are swapped', 'params:\n  - lr: 2\n    b: 1 # kept\n  - lr: 1\n    b: 1\n'],
      ['a comment is missing', text.replace(' # kept', '')],
      ['a setting differs', text.replace('params', 'defaults:\n  ttl: 2h\nparams')],
      ['a problem is added', text.replace('params', 'unknown: 1\nparams')],
    ] as const)
      assert.equal(kept(changed, 'values'), false, why);
  });

  it('keeps the order of parameters only where that matters', () => {
    const swapped = 'params:\n  - b: 1 # kept\n    lr: 1\n  - lr: 2\n    b: 1\n';
    assert.deepEqual([kept(swapped, 'order'), kept(swapped, 'values')], [false, true]);
  });
});
