import assert from 'node:assert/strict';
import type { ShellParser } from '../../../src/sweep/script/shell';
import { applied, open, told } from './mark';
import { realShell } from './shell';

const around = (part: string): string => `defaults:\n  ttl: 1h\n  user_data: go $A $B $SEED $NAME\n${part}`;

describe('runs that are counted, zipped and repeated', () => {
  let shell: ShellParser;
  before(async () => {
    shell = await realShell();
  });
  const reading = (part: string) => open(around(part), { knowledge: { shell } });
  const runs = (part: string): readonly (readonly [string, Readonly<Record<string, string>>])[] => {
    const document = reading(part);
    assert.deepEqual(
      document.problems().filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.equal(document.size, document.sweep().runs.length);
    return document.sweep().runs.map(({ name, parameters }) => [name, Object.fromEntries(parameters)]);
  };
  const problems = (part: string): readonly string[] => told(around(part), reading(part).problems());

  it('count makes runs that differ in their place alone', () => {
    assert.deepEqual(runs('count: 3\n'), [
      ['run-000', {}],
      ['run-001', {}],
      ['run-002', {}],
    ]);
    assert.ok(problems('count: 0\n').includes('invalid-value 3:7 "0"'));
  });

  it('count next to other runs is seeds, by a fix', () => {
    const part = 'count: 3\ngrid:\n  a: [1]\n  b: [1]\n';
    const text = around(part);
    const problem = reading(part)
      .problems()
      .find(({ code }) => code === 'count-beside-runs');
    assert.ok(problem?.fixes[0] !== undefined);
    const after = applied(text, problem.fixes[0].edits);
    assert.deepEqual(told(after, open(after, { knowledge: { shell } }).problems()), []);
    assert.equal(open(after).size, 3);
  });

  it('zip reads lists side by side, after the grid and before the search', () => {
    assert.deepEqual(
      runs(
        'zip:\n  name: "{a}-{b}"\n  a: [1, 2]\n  b: [x, y]\ngrid:\n  a: [7]\nrandom:\n  count: 1\n  space:\n    b: {choice: [z]}\n',
      ),
      [
        ['a-7', { a: '7' }],
        ['1-x', { a: '1', b: 'x' }],
        ['2-y', { a: '2', b: 'y' }],
        ['b-z', { b: 'z' }],
      ],
    );
    assert.deepEqual(runs('zip:\n  a: {range: [1, 3]}\n  b: [x, y, z]\n').length, 3);
    assert.deepEqual(
      problems('zip:\n  a: [1, 2]\n  b: [x]\n').filter((each) => !/variable|unused/.test(each)),
      ['zip-lengths 5:2 "b"'],
    );
    assert.deepEqual(
      problems('zip: [1]\n').filter((each) => !/variable/.test(each)),
      ['invalid-value 3:5 "[1]"'],
    );
  });

  it('seeds repeat every run, next to each other', () => {
    assert.deepEqual(runs('seeds: 2\ngrid:\n  a: [1, 2]\nparams:\n  - name: base\n    b: x\n'), [
      ['base-seed-0', { b: 'x', seed: '0' }],
      ['base-seed-1', { b: 'x', seed: '1' }],
      ['a-1-seed-0', { a: '1', seed: '0' }],
      ['a-1-seed-1', { a: '1', seed: '1' }],
      ['a-2-seed-0', { a: '2', seed: '0' }],
      ['a-2-seed-1', { a: '2', seed: '1' }],
    ]);
    assert.deepEqual(
      runs('seeds: [7, 42]\ncount: 1\n').map(([name]) => name),
      ['seed-7', 'seed-42'],
    );
    assert.deepEqual(
      runs('seeds: [7, 42]\ngrid:\n  name: "r{a}s{seed}"\n  a: [1]\n').map(([name]) => name),
      ['r1s7', 'r1s42'],
    );
    for (const [part, found] of [
      ['seeds: 0\ncount: 1\n', 'invalid-value 3:7 "0"'],
      ['seeds: [1, 1]\ncount: 1\n', 'duplicate-value 3:7 "[1, 1]"'],
      ['seeds: 2\ngrid:\n  seed: [1, 2]\n', 'colliding-variables 3:0 "seeds"'],
    ] as const)
      assert.ok(problems(part).includes(found), part);
  });

  it('a grid over a reserved key names its runs by it', () => {
    assert.deepEqual(
      runs('grid:\n  instance_type: [t3.micro, c7i.large]\n  a: [1, 2]\n').map(([name]) => name),
      [
        'instance_type-t3.micro-a-1',
        'instance_type-t3.micro-a-2',
        'instance_type-c7i.large-a-1',
        'instance_type-c7i.large-a-2',
      ],
    );
    assert.deepEqual(
      runs('grid:\n  instance_type: [t3.micro]\n  a: [1, 2]\n').map(([name]) => name),
      ['a-1', 'a-2'],
    );
  });

  it('a CSV file of values without names is reported, and its values are not taken for names', () => {
    const csv = (text: string) =>
      open('defaults:\n  ttl: 1h\n  user_data: go $LR\nparams: {file: runs.csv}\n', {
        surroundings: { readText: () => text },
      })
        .problems()
        .map(({ code }) => code);
    assert.deepEqual(csv('0.1,adam\n0.2,sgd\n'), ['invalid-csv']);
    assert.deepEqual(csv('lr,2024\n0.2,x\n'), []);
    assert.deepEqual(csv('lr\n0.2\n'), []);
  });

  it('names that a shell has get a better one by a fix', () => {
    const fixed = (key: string): string => {
      const text = around(`params:\n  - ${key}: x\n`);
      const [fix] = open(text)
        .problems()
        .flatMap(({ fixes }) => fixes);
      return fix === undefined ? '' : applied(text, fix.edits).slice(around('params:\n  - ').length);
    };
    assert.deepEqual(['env', 'user', 'lang'].map(fixed), [
      'env_name: x\n',
      'user_name: x\n',
      'lang_name: x\n',
    ]);
  });
});
