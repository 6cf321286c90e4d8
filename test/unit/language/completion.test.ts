import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bundledPrices, instanceTypes } from '../../../src/cost/table';
import { type Completion, complete } from '../../../src/language/complete';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { applied, open } from '../sweep/mark';
import { at, CONFIG } from './cursor';

const table = readFileSync('media/prices/ec2-us-east-1.tsv', 'utf8');
const knowledge: Knowledge = { instanceTypes: instanceTypes(table) };

const offered = (marked: string, language: 'yaml' | 'json' = 'yaml'): readonly Completion[] => {
  const { document, position } = at(marked, { language, knowledge });
  const items = complete(document, position, { ...CONFIG, prices: bundledPrices(table) });
  return [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
};
const labels = (marked: string, language: 'yaml' | 'json' = 'yaml') =>
  offered(marked, language).map(({ label }) => label);

/** The text once an item was chosen, as VS Code inserts it: lines are indented as the one that is typed in, holes filled. */
function chosen(marked: string, label: string): string {
  const item = offered(marked).find((each) => each.label === label);
  assert.ok(item !== undefined, `${label} is not offered in ${marked}`);
  const text = marked.replace('‸', '');
  const line = text.split('\n')[item.range.start.line] ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const newText = item.snippet
    ? item.insertText
        .replaceAll(/\$\{\d+:((?:\\.|[^}])*)\}/g, '$1')
        .replaceAll(/\$\d/g, '1')
        .replaceAll(/\\([\\$}])/g, '$1')
    : item.insertText;
  return applied(text, [{ range: item.range, newText: newText.replaceAll('\n', `\n${indent}`) }]);
}

describe('the meaning next to a key', () => {
  const meaning = (marked: string) => new Map(offered(marked).map(({ detail, label }) => [label, detail]));

  it('is its first sentence, with the default', () => {
    const run = meaning('defaults:\n  ‸\n');
    assert.deepEqual(
      ['ttl', 'instance_type', 'on_complete'].map((key) => run.get(key)),
      [
        'Time to live, counted from launch',
        'EC2 instance type, or a list that is tried in order when a type…',
        'What happens to the instance when its job ends · default: keep',
      ],
    );
  });

  it('fits next to every key, and is missing for none', () => {
    for (const marked of ['‸\n', 'defaults:\n  ‸\n', 'random:\n  ‸\n', 'metric:\n  ‸\n'])
      for (const [key, detail] of meaning(marked)) {
        assert.ok(detail !== undefined && detail !== '', `${key} has no meaning`);
        assert.doesNotMatch(detail, /[`*\n]/);
        assert.ok(detail.split(' · default: ')[0]?.length ?? 99 <= 66, `${key}: ${detail}`);
      }
  });
});

describe('completion after a dash', () => {
  it('indents what follows a key below that key', () => {
    const run = chosen('params:\n  - user‸', 'user_data');
    assert.equal(run, 'params:\n  - user_data: |\n      #!/bin/bash\n      set -e\n      echo "$NAME"');
    for (const text of [
      run,
      chosen('params:\n- user‸', 'user_data'),
      chosen('params:\n    -   ta‸', 'tags'),
      chosen('params:\n  - lr: 1\n    user‸', 'user_data'),
      chosen('include:\n  - user_data: ‸', 'script'),
      chosen('defaults:\n  user_data: ‸\nparams:\n  - lr: 1\n', 'script'),
    ])
      assert.deepEqual(
        open(text)
          .problems()
          .filter(({ code }) => code === 'invalid-yaml'),
        [],
        text,
      );
  });
});

describe('completion between brackets', () => {
  it('offers the keys of the mapping that are not there yet', () => {
    const run = labels('params:\n  - {lr: 1, bs: 2}\n  - {lr: 2, ‸}\n');
    assert.deepEqual(run.slice(0, 3), ['bs', 'name', 'instance_type']);
    assert.equal(run.includes('lr'), false);
    assert.equal(labels('params:\n  - {‸, ttl: 1h}\n').includes('ttl'), false);
    assert.equal(labels('params:\n  - {tt‸: 1h, name: a}\n').includes('name'), false);
    assert.deepEqual(labels('params: [{lr: 1, bs: 2}, {bs: 3, ‸}]\n').slice(0, 2), ['lr', 'name']);
    assert.equal(labels('defaults: {‸}\nparams:\n  - a: 1\n').includes('ttl'), true);
    assert.equal(
      labels('defaults: {\n  region: us-east-1,\n  ‸\n}\nparams:\n  - a: 1\n').includes('region'),
      false,
    );
    assert.deepEqual(labels('random: {count: 1, ‸}\n'), ['seed', 'name', 'space']);
    assert.deepEqual(labels('random:\n  space: {lr: {‸}}\n'), [
      'uniform',
      'log_uniform',
      'int_uniform',
      'choice',
    ]);
    assert.deepEqual(labels('metric: {name: a, ‸}\n'), ['goal']);
    assert.deepEqual(labels('exclude: [{lr: 1}, {‸}]\ngrid: {lr: [1], b: [2]}\n'), ['b', 'lr']);
    assert.deepEqual(labels('{defaults: {ttl: 1h}, params: [{a: 1}], ‸}\n').includes('defaults'), false);
    assert.deepEqual(labels('{defaults: {ttl: 1h}, params: [{a: 1}], ‸}\n').includes('grid'), true);
    assert.equal(labels('defaults:\n  user_data: {‸}\n').join(), 'file');
  });

  it('offers the values of its keys', () => {
    const actions = ['terminate', 'stop', 'keep'];
    assert.deepEqual(labels('defaults: {on_complete: ‸}\n'), actions);
    assert.deepEqual(labels('defaults: {on_complete: "te‸"}\n'), actions);
    assert.deepEqual(labels('params:\n  - {lr: 1, on_complete: ‸, name: a}\n'), actions);
    assert.deepEqual(labels('params:\n  - name: a\n    lr: 1\n  - {on_complete: k‸\n  - name: b\n'), actions);
    assert.deepEqual(labels('params:\n  - {opt: adam}\n  - {opt: ‸}\n'), ['adam']);
    assert.equal(labels('defaults: {instance_type: [t3.micro, ‸]}\n')[0], 't3.nano');
    assert.equal(labels('grid: {region: [‸]}\n')[0], 'us-east-1');
    assert.equal(
      chosen('defaults: {ttl: 1h, on_complete: st‸}\n', 'stop'),
      'defaults: {ttl: 1h, on_complete: stop}\n',
    );
    assert.equal(chosen('params: [{lr: 1}, {l‸}]\n', 'lr'), 'params: [{lr: 1}, {lr: 1}]\n');
    assert.equal(chosen('defaults: {us‸}\n', 'user_data'), 'defaults: {user_data: {file: 1}}\n');
  });

  it('offers nothing in comments, and continues after something unclosed', () => {
    assert.deepEqual(labels('defaults: {ttl: 1h, # ‸\n  region: x}\n'), []);
    assert.deepEqual(labels('# {‸}\ndefaults:\n  ttl: 1h\n'), []);
    assert.equal(labels('params:\n  - {lr: 1\n  - ‸\n').includes('ttl'), true);
    assert.deepEqual(labels('defaults:\n  tags: {a: "x{", b: \'y[\'}\n  on_complete: ‸\n').length, 3);
    assert.deepEqual(labels('defaults:\n  user_data: >\n    echo {\n  on_complete: ‸\n').length, 3);
  });
});

describe('completion in lines', () => {
  it('offers no key twice', () => {
    const nested = labels(
      'defaults:\n  ‸\n  tags:\n    - a\n  ttl: 1h\n  instance_type:\n  - t3.micro\n  region: x\n',
    );
    for (const key of ['tags', 'ttl', 'instance_type', 'region'])
      assert.equal(nested.includes(key), false, key);
    const first = labels('include:\n  - lr: 1\n    ttl: 1h\n  - ‸\n    region: x\n');
    assert.equal(first.includes('ttl'), true);
    assert.equal(first.includes('region'), false);
    assert.equal(labels('include:\n  - region: x\n    ‸\n  - ttl: 1h\n').includes('ttl'), true);
  });

  it('offers instance types as people look for them', () => {
    const types = labels('defaults:\n  instance_type: ‸\n');
    assert.deepEqual(types.slice(0, 7), [
      ...['t3.nano', 't3.micro', 't3.small', 't3.medium', 't3.large', 't3.xlarge', 't3.2xlarge'],
    ]);
    const place = (name: string): number => types.indexOf(name);
    for (const [earlier, later] of [
      ['t4g.nano', 'm7i.large'],
      ['m7i.large', 'm7i.xlarge'],
      ['m7i.48xlarge', 'm7i.metal-48xl'],
      ['m7i.large', 'm6a.large'],
      ['m6a.large', 'm7g.large'],
      ['m7g.large', 'c7i.large'],
      ['c7i.large', 'r7i.large'],
      ['g6.xlarge', 'p5.48xlarge'],
      ['p5.48xlarge', 'm5.large'],
    ] as const)
      assert.ok(place(earlier) !== -1 && place(earlier) < place(later), `${earlier} before ${later}`);
    for (const { detail } of offered('defaults:\n  instance_type: ‸\n'))
      assert.match(detail ?? '', /^\d+ vCPU · \d+(?:\.\d{1,2})? GiB(?: · \$\d+(?:\.\d{1,4})?\/h)?$/);
  });
});
