import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readSweep } from '../../../src/sweep/read';
import { DEFAULTS, open } from './mark';

const fixture = (name: string): string => readFileSync(path.join('test', 'fixtures', 'sweeps', name), 'utf8');
const parameters = (text: string, language: 'yaml' | 'json' = 'yaml') =>
  open(text, { language })
    .sweep()
    .runs.map((run) => [run.name, Object.fromEntries(run.parameters)]);

describe('the tutorial’s sweeps', () => {
  it('reads the simple one', () => {
    const { sweep } = readSweep(
      { text: fixture('simple-sweep.yaml'), language: 'yaml', fileName: 'simple-sweep.yaml' },
      DEFAULTS,
    );
    assert.equal(sweep.name, 'simple');
    assert.deepEqual(
      sweep.runs.map((run) => [
        run.index,
        run.name,
        run.parameters.get('param_value'),
        run.settings.ttlSeconds,
      ]),
      [
        [0, 'test-1', '10', 1800],
        [1, 'test-2', '20', 1800],
        [2, 'test-3', '30', 1800],
      ],
    );
    assert.match(
      sweep.runs[0]?.settings.userData ?? '',
      /^#!\/bin\/bash\necho "Running experiment: \$NAME"\n/,
    );
  });

  it('reads the ML one', () => {
    const { runs } = open(fixture('ml-sweep.yaml'), { fileName: 'ml-sweep.yaml' }).sweep();
    assert.equal(runs.length, 9);
    assert.deepEqual(runs.at(-1)?.settings.iamPolicy, ['logs:WriteOnly', 's3:FullAccess']);
    assert.equal(runs.at(-1)?.settings.onComplete, 'keep');
  });
});

describe('iam_policy', () => {
  it('is a set of templates in one spelling, narrowed or not', () => {
    const text = [
      'defaults:',
      '  iam_policy: s3:WriteOnly:my-bucket/out/, logs:WriteOnly',
      'params:',
      '  - a: 1',
      '  - iam_policy: [logs:WriteOnly, s3:WriteOnly:my-bucket/out, "s3:ReadOnly:other.bucket,logs:WriteOnly"]',
    ].join('\n');
    assert.deepEqual(
      open(text)
        .sweep()
        .runs.map(({ settings }) => settings.iamPolicy),
      [
        ['logs:WriteOnly', 's3:WriteOnly:my-bucket/out'],
        ['logs:WriteOnly', 's3:ReadOnly:other.bucket', 's3:WriteOnly:my-bucket/out'],
      ],
    );
  });
});

describe('values', () => {
  const spelled = {
    a: '0.10',
    b: '1e-3',
    c: '010',
    d: 'yes',
    e: '123456789012345678901234567890',
    f: '2026-01-27',
  };

  it('keep the user’s spelling in YAML', () => {
    const lines = Object.entries(spelled).map(([key, value]) => `    ${key}: ${value}`);
    assert.deepEqual(parameters(`params:\n  - name: x\n${lines.join('\n')}\n`), [['x', spelled]]);
  });

  it('keep the user’s spelling in JSON', () => {
    const text =
      '{"params": [{"name": "x", "a": 0.10, "b": 1e-3, "n": 12345678901234567890, "t": true, "z": null}]}';
    assert.deepEqual(parameters(text, 'json'), [
      ['x', { a: '0.10', b: '1e-3', n: '12345678901234567890', t: 'true', z: 'null' }],
    ]);
  });

  it('lose only quotes and escapes', () => {
    const text = `params:\n  - name: x\n    a: 'it''s $(rm -rf ~)'\n    b: "one\\ntwo \\u00e9"\n    c: |\n      x\n       y\n`;
    assert.deepEqual(parameters(text), [['x', { a: "it's $(rm -rf ~)", b: 'one\ntwo é', c: 'x\n y\n' }]]);
  });
});

describe('defaults', () => {
  it('are overridden key by key', () => {
    const text =
      'defaults:\n  lr: 1\n  seed: 7\n  spot: true\nparams:\n  - name: a\n    lr: 2\n  - name: b\n    spot: false\n';
    const { runs } = open(text).sweep();
    assert.deepEqual(
      runs.map((run) => [run.name, [...run.parameters], run.settings.spot]),
      [
        [
          'a',
          [
            ['lr', '2'],
            ['seed', '7'],
          ],
          true,
        ],
        [
          'b',
          [
            ['lr', '1'],
            ['seed', '7'],
          ],
          false,
        ],
      ],
    );
  });

  it('may be merged from anchors', () => {
    const text =
      'x-base: &base\n  lr: 1\n  seed: 7\ndefaults:\n  <<: *base\n  seed: 8\nparams:\n  - &one\n    name: a\n    lr: 5\n  - <<: *one\n    name: b\n';
    assert.deepEqual(parameters(text), [
      ['a', { lr: '5', seed: '8' }],
      ['b', { lr: '5', seed: '8' }],
    ]);
  });
});

describe('names', () => {
  it('come from a template over the run’s own parameters', () => {
    const text =
      'defaults:\n  name: f-{n:03}-{index}\nparams:\n  - n: 1\n  - n: 2\n    name: own\n  - n: 33\n';
    assert.deepEqual(
      open(text)
        .sweep()
        .runs.map((run) => run.name),
      ['f-001-0', 'own', 'f-033-2'],
    );
  });

  it('come from what varies, where there is none', () => {
    const text = 'defaults:\n  seed: 1\ngrid:\n  lr: [0.1, 0.01]\n  bs: [a/b]\n';
    assert.deepEqual(
      open(text)
        .sweep()
        .runs.map((run) => run.name),
      ['lr-0.1', 'lr-0.01'],
    );
    assert.deepEqual(
      open('params:\n  - spot: true\n  - spot: true\n')
        .sweep()
        .runs.map((run) => run.name),
      ['run-000', 'run-001'],
    );
  });

  it('of the sweep come from the file', () => {
    const named = (fileName: string, text = 'params:\n  - a: 1\n') => open(text, { fileName }).sweep().name;
    assert.deepEqual(
      ['ml-sweep.yaml', 'lr.sweep.json', 'sweep.yml', 'über fall.yaml'].map((name) => named(name)),
      ['ml', 'lr', '', 'uber-fall'],
    );
    assert.equal(named('ml-sweep.yaml', 'name: lr-search\nparams:\n  - a: 1\n'), 'lr-search');
  });
});

describe('grid', () => {
  it('is the product in the order written, the last key fastest', () => {
    assert.deepEqual(
      parameters('grid:\n  name: lr-{lr}-bs-{bs}\n  lr: [0.1, 0.10e0]\n  bs: [32, 64]\n').map(
        ([name]) => name,
      ),
      ['lr-0.1-bs-32', 'lr-0.1-bs-64', 'lr-0.10e0-bs-32', 'lr-0.10e0-bs-64'],
    );
  });

  it('excludes and includes as a GitHub Actions matrix does', () => {
    // The worked example of GitHub's documentation on `include`.
    const text = `grid:
  fruit: [apple, pear]
  animal: [cat, dog]
include:
  - color: green
  - color: pink
    animal: cat
  - fruit: apple
    shape: circle
  - fruit: banana
  - fruit: banana
    animal: cat
`;
    assert.deepEqual(
      parameters(text).map(([, values]) => values),
      [
        { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
        { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
        { fruit: 'pear', animal: 'cat', color: 'pink' },
        { fruit: 'pear', animal: 'dog', color: 'green' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    );
    assert.deepEqual(
      parameters(`${text}exclude:\n  - {fruit: pear}\n`).map(([, values]) => values),
      [
        { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
        { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    );
  });

  it('takes ranges and reserved keys', () => {
    const { runs } = open(
      'grid:\n  instance_type: [t3.micro, t3.small]\n  x: {range: [0, 0.2, 0.1]}\n',
    ).sweep();
    assert.deepEqual(
      runs.map((run) => [run.settings.instanceTypes, run.parameters.get('x')]),
      ['t3.micro', 't3.small'].flatMap((type) => ['0.0', '0.1', '0.2'].map((x) => [[type], x])),
    );
  });

  it('follows params and comes before random', () => {
    const text =
      'params:\n  - name: p\n    a: 1\ngrid:\n  name: g-{a}\n  a: [2]\nrandom:\n  count: 1\n  name: r\n  space:\n    a: {choice: [3]}\n';
    assert.deepEqual(parameters(text), [
      ['p', { a: '1' }],
      ['g-2', { a: '2' }],
      ['r', { a: '3' }],
    ]);
  });
});

describe('random', () => {
  const text = (count: number, more = '') =>
    `random:\n  count: ${count}\n  seed: 42\n  space:\n    lr: {log_uniform: [0.0001, 0.1]}\n    n: {int_uniform: [1, 6]}\n    u: {uniform: [0, 1]}\n${more}`;

  it('gives the same runs for good', () => {
    assert.deepEqual(
      open(text(3))
        .sweep()
        .runs.map((run) => Object.fromEntries(run.parameters)),
      [
        { lr: '0.010039', n: '5', u: '0.825098' },
        { lr: '0.0396329', n: '3', u: '0.994169' },
        { lr: '0.0172087', n: '3', u: '0.100471' },
      ],
    );
  });

  it('keeps its runs when more are asked for, or another parameter joins', () => {
    const few = open(text(3)).sweep().runs;
    const many = open(text(50, '    z: {choice: [a, b]}\n')).sweep().runs;
    assert.deepEqual(
      few.map((run) => run.parameters.get('lr')),
      many.slice(0, 3).map((run) => run.parameters.get('lr')),
    );
    for (const run of many) {
      const lr = Number(run.parameters.get('lr'));
      assert.ok(lr >= 0.0001 && lr <= 0.1);
      assert.ok(['1', '2', '3', '4', '5', '6'].includes(run.parameters.get('n') ?? ''));
      assert.ok(['a', 'b'].includes(run.parameters.get('z') ?? ''));
    }
  });
});

describe('files next to the sweep file', () => {
  const surroundings = {
    readText: (file: string) =>
      ({ 'train.sh': 'echo hi\n', 'runs.csv': 'name,lr,instance_type\na,0.10,\nb,"1,5",t3.small\n' })[file],
  };

  it('give the script', () => {
    const { runs } = open('defaults:\n  user_data: {file: train.sh}\nparams:\n  - a: 1\n', {
      surroundings,
    }).sweep();
    assert.equal(runs[0]?.settings.userData, 'echo hi\n');
  });

  it('give the runs', () => {
    const { runs } = open('params: {file: runs.csv}\n', { surroundings }).sweep();
    assert.deepEqual(
      runs.map((run) => [run.name, [...run.parameters], run.settings.instanceTypes]),
      [
        ['a', [['lr', '0.10']], ['t3.micro']],
        ['b', [['lr', '1,5']], ['t3.small']],
      ],
    );
  });
});
