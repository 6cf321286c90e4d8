import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { applied, open, told } from './mark';

const problems = (text: string, language: 'yaml' | 'json' = 'yaml'): readonly string[] =>
  told(text, open(text, { language }).problems());

/** A sound file around a part, so that only the part has problems. */
const around = (part: string): string => `defaults:\n  ttl: 1h\n  user_data: echo\n${part}`;

describe('problems', () => {
  it('are none in the tutorial’s simple and batch sweeps', () => {
    for (const name of ['simple-sweep.yaml', 'batch-sweep.yaml']) {
      assert.deepEqual(problems(readFileSync(path.join('test/fixtures/sweeps', name), 'utf8')), []);
    }
  });

  const cases: readonly [string, string, readonly string[]][] = [
    [
      'a file that is not YAML',
      'params: [1, 2\n',
      ['not-a-run 0:9 "1"', 'invalid-yaml 0:12 "2"', 'not-a-run 0:12 "2"'],
    ],
    ['a list where keys should be', '- a: 1\n', ['not-a-sweep 0:0 "- a: 1"']],
    ['no runs', 'defaults:\n  ttl: 1h\n', ['no-runs 0:0 "defaults"']],
    ['an empty file', '', ['no-runs 0:0 ""']],
    [
      'a CSV file in a list of one',
      around('params:\n  - file: runs.csv\n'),
      ['listed-file 4:4 "file: runs.csv"'],
    ],
    [
      'a list with a CSV file and something beside it',
      around('params:\n  - file: runs.csv\n    a: 1\n').replace('echo', 'go $A'),
      [],
    ],
    [
      'a CSV file that the script reads',
      around('params:\n  - file: runs.csv\n').replace('echo', 'aws s3 cp s3://b/$FILE .'),
      [],
    ],
    ...(
      [
        ['metric: {name: val/loss, goal: min}', []],
        ['metric:\n  goal: max\n  name: acc', []],
        ['metric: val/loss', ['invalid-metric 3:8 "val/loss"']],
        ['metric:', ['invalid-metric 3:0 "metric"']],
        ['metric: [loss]', ['invalid-metric 3:8 "[loss]"']],
        ['metric: {name: loss}', ['invalid-metric 3:0 "metric"']],
        ['metric: {goal: min}', ['invalid-metric 3:0 "metric"']],
        ['metric: {name: loss, goal: minimize}', ['invalid-metric 3:27 "minimize"']],
        ['metric: {name: loss, gaol: min}', ['invalid-metric 3:21 "gaol"']],
        ['metric: {name: loss, goal:}', ['invalid-metric 3:21 "goal"']],
      ] as const
    ).map(([line, found]): [string, string, readonly string[]] => [
      line,
      around(`${line}\nparams: [{}]\n`),
      found,
    ]),
    ['an empty list of runs', around('params:\n'), ['no-runs 3:0 "params"']],
    [
      'duplicate names',
      around('params:\n  - name: a\n  - name: b\n  - name: A\n'),
      ['duplicate-name 6:10 "A"'],
    ],
    [
      'a name that several runs get',
      around('grid:\n  name: lr-{lr}\n  lr: [1, 2]\n  bs: [3, 4]\n'),
      ['duplicate-name 4:8 "lr-{lr}"'],
    ],
    [
      'a bare duration',
      'defaults:\n  ttl: 30\n  user_data: echo\nparams:\n  - a: 1\n',
      ['bare-duration 1:7 "30"'],
    ],
    [
      'no duration',
      'defaults:\n  ttl: 2 hours\n  idle_timeout: soon\n  user_data: echo\nparams:\n  - a: 1\n',
      ['invalid-duration 1:7 "2 hours"', 'invalid-duration 2:16 "soon"'],
    ],
    [
      'a tab, told once and not of the key that it moved',
      'name: a\ndefaults:\n\tttl: 45m\n  user_data: echo\nparams:\n  - name: a\n',
      ['invalid-yaml 2:0 "\\t"'],
    ],
    ['a tab in a run', around('params:\n  - name: a\n\tlr: 1\n'), ['invalid-yaml 5:0 "\\t"']],
    [
      'a TTL beyond 30 days',
      'defaults:\n  ttl: 31d\n  user_data: echo\nparams:\n  - a: 1\n',
      ['ttl-too-long 1:7 "31d"'],
    ],
    [
      'a list or a mapping as a parameter',
      around('params:\n  - name: a\n    lr: [1, 2]\n    m: {x: 1}\n'),
      ['parameter-not-scalar 5:8 "[1, 2]"', 'parameter-not-scalar 6:7 "{x: 1}"'],
    ],
    [
      'misspelt keys',
      around('params:\n  - name: a\n    instance-type: t3.micro\n    tll: 1h\n    instancetype: x\n'),
      ['misspelt-key 5:4 "instance-type"', 'misspelt-key 6:4 "tll"', 'misspelt-key 7:4 "instancetype"'],
    ],
    [
      'keys that stand in the wrong place',
      'ttl: 1h\nparms:\n  - a: 1\nparams:\n  - a: 1\ndefaults:\n  user_data: echo\nfoo: 1\n',
      [
        'misplaced-key 0:0 "ttl"',
        'unknown-key 1:0 "parms"',
        'no-ttl 5:0 "defaults"',
        'unknown-key 7:0 "foo"',
      ],
    ],
    [
      'colliding and unusable variables',
      around('params:\n  - name: a\n    a-b: 1\n    a_b: 2\n    path: x\n    sweep_id: y\n'),
      ['colliding-variables 6:4 "a_b"', 'unusable-variable 7:4 "path"', 'unusable-variable 8:4 "sweep_id"'],
    ],
    [
      'a collision with the defaults',
      'defaults:\n  ttl: 1h\n  user_data: echo\n  a.b: 1\nparams:\n  - a_b: 2\n',
      ['colliding-variables 5:4 "a_b"'],
    ],
    [
      'collisions in a grid, a search and include',
      'defaults:\n  ttl: 1h\n  user_data: echo\n  a.b: 1\ngrid:\n  a_b: [1]\n  c: [1]\n  C: [2]\ninclude:\n  - c: 1\n    a-b: 2\nrandom:\n  count: 1\n  space:\n    A.B: {choice: [1]}\n',
      [
        'colliding-variables 5:2 "a_b"',
        'colliding-variables 7:2 "C"',
        'colliding-variables 9:4 "c"',
        'colliding-variables 10:4 "a-b"',
        'colliding-variables 14:4 "A.B"',
      ],
    ],
    [
      'settings of a grid that do not go together',
      'defaults:\n  ttl: 1h\n  user_data: echo\n  on_complete: stop\ngrid:\n  spot: [true, false]\n',
      ['stop-with-spot 5:9 "true"'],
    ],
    [
      'values of the wrong kind',
      around(
        'params:\n  - name: a\n    spot: maybe\n    on_complete: terminat\n    volume_size: 0\n    ami: t3\n',
      ),
      [
        'invalid-value 5:10 "maybe"',
        'invalid-value 6:17 "terminat"',
        'invalid-value 7:17 "0"',
        'invalid-value 8:9 "t3"',
      ],
    ],
    [
      'policies',
      around('params:\n  - name: a\n    iam_policy: s3:FullAccess, s4:ReadOnly\n'),
      ['unknown-policy 5:31 "s4:ReadOnly"'],
    ],
    [
      'policies that are narrowed',
      around(
        'params:\n  - iam_policy: s3:ReadOnly:my-bucket,s3:FullAccess:my-bucket/in/puts/\n' +
          '  - iam_policy: [sqs:ReadOnly:queue, "s3:ReadOnly:s3://My_Bucket/in/*", s3:Read:my-bucket, s3:ReadOnly:a]\n',
      ),
      [
        'invalid-policy-scope 5:17 "sqs:ReadOnly:queue"',
        'invalid-policy-scope 5:38 "s3:ReadOnly:s3://My_Bucket/in/*"',
        'unknown-policy 5:72 "s3:Read:my-bucket"',
        'invalid-policy-scope 5:91 "s3:ReadOnly:a"',
      ],
    ],
    [
      'a tag of AWS’s own, and one that is too long',
      around(`params:\n  - tags: {team: x, "aws:x": y}\n  - tags: {team: ${'x'.repeat(257)}}\n`),
      ['invalid-value 4:20 "\\"aws:x\\""', `invalid-value 5:17 "${'x'.repeat(257)}"`],
    ],
    [
      'tags whose keys instance metadata cannot show',
      around('params:\n  - tags: {größe: x}\n  - tags: {"a*b": x}\n  - tags: {a b: x}\n  - tags: {..: x}\n'),
      [
        'invalid-value 4:11 "größe"',
        'invalid-value 5:11 "\\"a*b\\""',
        'invalid-value 6:11 "a b"',
        'invalid-value 7:11 ".."',
      ],
    ],
    [
      'a merge of a list that is written elsewhere',
      `x-base: &b [1]\n${around('params:\n  - <<: *b\n    a: 1\n')}`,
      ['invalid-merge 5:8 "*b"'],
    ],
    ['an unsafe name', around('params:\n  - name: a/b\n'), ['unsafe-name 4:10 "a/b"']],
    ['a key twice', around('params:\n  - a: 1\n    a: 2\n'), ['duplicate-key 5:4 "a"']],
    ['a second document', around('params:\n  - a: 1\n---\nparams:\n'), ['second-document 5:0 "---"']],
    ['no ttl and no script', 'params:\n  - a: 1\n', ['no-ttl 0:0 "params"', 'no-user-data 0:0 "params"']],
    [
      'combinations among the axes of a grid',
      around('grid:\n  lr: [1, 2]\n  exclude:\n    - {lr: 1}\n    - {lr: 2}\n  include: [{lr: 3}]\n'),
      ['misplaced-key 5:2 "exclude"', 'misplaced-key 8:2 "include"'],
    ],
    [
      'a parameter that is called as a key at the top',
      around('grid:\n  include: [a, b]\n').replace('echo', 'go $INCLUDE'),
      [],
    ],
    [
      'a grid of no lists',
      around('grid:\n  lr: 0.1\n  x:\n  y: []\n  z: [[1], 2]\n'),
      [
        'grid-not-list 4:6 "0.1"',
        'grid-not-list 5:2 "x"',
        'empty-list 6:5 "[]"',
        'parameter-not-scalar 7:6 "[1]"',
      ],
    ],
    [
      'an exclude without effect',
      around('grid:\n  lr: [1, 2]\nexclude:\n  - lr: 3\n  - bs: 1\n'),
      ['exclude-without-effect 6:4 "lr: 3"', 'exclude-without-effect 7:4 "bs: 1"'],
    ],
    [
      'too many runs',
      around(`grid:\n  a: {range: [1, 300]}\n  b: {range: [1, 300]}\n`),
      ['too-many-runs 3:0 "grid"'],
    ],
    [
      'an anchor around itself',
      around('random: &r\n  count: 1\n  seed: *r\n  space: *r\nparams:\n  - a: 1\n    tags: &t {x: *t}\n'),
      [
        'alias-bomb 4:2 "count: 1\\n  seed: *r\\n  space: *r"',
        'invalid-value 5:8 "*r"',
        'invalid-distribution 6:9 "*r"',
        'invalid-value 9:17 "*t"',
      ],
    ],
    ['a missing anchor', around('params:\n  - <<: *base\n    a: 1\n'), ['unknown-alias 4:8 "*base"']],
    [
      'an alias bomb',
      `${around('params:\n  - a: 1\n')}x-a: &a [1,1,1,1,1,1,1,1,1,1]\n${['b', 'c', 'd', 'e', 'f'].map((key, at) => `x-${key}: &${key} [${Array(10).fill(`*${'abcde'[at]}`).join(',')}]\n`).join('')}`,
      ['alias-bomb 9:8 "[*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]"'],
    ],
    [
      'distributions, each once',
      around(
        'random:\n  count: 1\n  space:\n    a: {q: 1, r: [x]}\n    b: {uniform: 3}\n    c: {choice: x}\n    d:\n    e: {choice: [[1]]}\n    f: {uniform: [a, 1], choice: [2]}\n',
      ),
      [
        'invalid-distribution 6:7 "{q: 1, r: [x]}"',
        'invalid-distribution 7:17 "3"',
        'invalid-distribution 8:16 "x"',
        'invalid-distribution 9:4 "d"',
        'parameter-not-scalar 10:17 "[1]"',
        'invalid-distribution 11:7 "{uniform: [a, 1], choice: [2]}"',
      ],
    ],
    [
      'a random search',
      around(
        'random:\n  count: 0\n  sead: 1\n  space:\n    a: {uniform: [1]}\n    b: {log_uniform: [0, 1]}\n',
      ),
      [
        'invalid-value 4:9 "0"',
        'unknown-key 5:2 "sead"',
        'invalid-distribution 7:17 "[1]"',
        'invalid-distribution 8:21 "[0, 1]"',
      ],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(`report ${title}`, () => assert.deepEqual(problems(text), expected));
  }

  it('are the same in JSON', () => {
    const text =
      '{"defaults": {"ttl": 30, "user_data": "echo"}, "params": [{"name": "a", "x": [1]}, {"name": "a"}]}';
    assert.deepEqual(problems(text, 'json'), [
      'bare-duration 0:21 "30"',
      'parameter-not-scalar 0:77 "[1]"',
      'duplicate-name 0:92 "\\"a\\""',
    ]);
    assert.deepEqual(problems('{"params": [', 'json'), ['invalid-json 0:11 "["']);
  });

  it('count columns as an editor does, with any line ending and after a BOM', () => {
    const text = '\uFEFFdefaults:\r\n  ttl: 30\r\n  user_data: echo\r\nparams:\r\n  - a: 1\r\n';
    assert.deepEqual(told(text.slice(1), open(text).problems()), ['bare-duration 1:7 "30"']);
  });
});

describe('fixes', () => {
  it('never touch the path of a CSV file for what is wrong in the file', () => {
    const csv = 'name,instance-type,ttl,path\na/b,t3.micro,30,x\na/b,t3.micro,2 hours,y\n';
    const text = around('params: {file: my-run.csv}\n');
    const all = open(text, { surroundings: { readText: () => csv } }).problems();
    assert.ok(all.some(({ code }) => code === 'bare-duration'));
    for (const { fixes } of all) assert.deepEqual(fixes, []);
  });

  it('leave the line break and the comment of a block where they are', () => {
    mends(
      around('params:\n  - on_complete: | # why\n      terminat\n    a: 1\n'),
      around('params:\n  - on_complete: terminate # why\n    a: 1\n'),
    );
    mends(
      around('params:\n  - ttl: >\n      30\n\n    a: 1\n'),
      around('params:\n  - ttl: 30m\n\n    a: 1\n'),
    );
  });

  const mends = (text: string, expected: string, language: 'yaml' | 'json' = 'yaml'): void => {
    const fix = open(text, { language })
      .problems()
      .flatMap((problem) => problem.fixes)[0];
    assert.ok(fix !== undefined);
    assert.equal(applied(text, fix.edits), expected);
  };

  it('give a duration its unit', () => {
    mends(around('').replace('1h', '30'), around('').replace('1h', '30m'));
    mends(
      '{"defaults": {"ttl": 30}, "params": [{"a": 1}]}',
      '{"defaults": {"ttl": "30m"}, "params": [{"a": 1}]}',
      'json',
    );
  });

  it('read durations as other tools write them', () => {
    const cases: readonly [string, string | undefined][] = [
      ['1h30', '1h30m'],
      ['2m30', '2m30s'],
      ['1d12', '1d12h'],
      ['PT1H', '1h'],
      ['PT1H30M', '1h30m'],
      ['P2DT3H', '2d3h'],
      ['pt90m', '90m'],
      ['"1:30:00"', '"1h30m"'],
      ['"2-00:00:10"', '"2d10s"'],
      ['90 minutes', '90m'],
      ['PT', undefined],
      ['P', undefined],
      ['"1:30"', undefined],
      ['1h30x', undefined],
    ];
    for (const [written, meant] of cases) {
      const text = around('').replace('1h', written);
      const problem = open(text)
        .problems()
        .find(({ code }) => code === 'invalid-duration');
      assert.ok(problem !== undefined, written);
      assert.deepEqual(
        problem.fixes.map(({ edits }) => applied(text, edits)),
        meant === undefined ? [] : [around('').replace('1h', meant)],
        written,
      );
    }
  });

  it('add a ttl as a person would write it', () => {
    const cases: readonly [string, string][] = [
      [
        'defaults: {region: us-east-1}\ngrid:\n  a: [1]\n',
        'defaults: {ttl: 1h, region: us-east-1}\ngrid:\n  a: [1]\n',
      ],
      ['defaults: { spot: true }\ngrid:\n  a: [1]\n', 'defaults: { ttl: 1h, spot: true }\ngrid:\n  a: [1]\n'],
      ['defaults: {}\ngrid:\n  a: [1]\n', 'defaults: {ttl: 1h}\ngrid:\n  a: [1]\n'],
      [
        'defaults: { # mine\n  spot: true }\ngrid:\n  a: [1]\n',
        'defaults: { ttl: 1h, # mine\n  spot: true }\ngrid:\n  a: [1]\n',
      ],
      [
        'defaults:\r\n  spot: true\r\ngrid:\r\n  a: [1]\r\n',
        'defaults:\r\n  ttl: 1h\r\n  spot: true\r\ngrid:\r\n  a: [1]\r\n',
      ],
      ['defaults:\ngrid:\n  a: [1]\n', 'defaults:\n  ttl: 1h\ngrid:\n  a: [1]\n'],
      ['{grid: {a: [1]}}\n', '{defaults: {ttl: 1h}, grid: {a: [1]}}\n'],
      ['  grid:\n    a: [1]\n', '  defaults:\n    ttl: 1h\n  grid:\n    a: [1]\n'],
      ['---\ngrid:\n  a: [1]\n', '---\ndefaults:\n  ttl: 1h\ngrid:\n  a: [1]\n'],
    ];
    for (const [text, expected] of cases) mends(text, expected);
    mends(
      '{"defaults": {"spot": true}, "grid": {"a": [1]}}',
      '{"defaults": {"ttl": "1h", "spot": true}, "grid": {"a": [1]}}',
      'json',
    );
  });

  it('add a ttl', () => {
    mends('params:\n  - a: 1\n', 'defaults:\n  ttl: 1h\nparams:\n  - a: 1\n');
    mends(
      'defaults:\n    # mine\n    x: 1\nparams:\n  - a: 1\n',
      'defaults:\n    # mine\n    ttl: 1h\n    x: 1\nparams:\n  - a: 1\n',
    );
    mends('{"params": [{"a": 1}]}', '{"defaults": { "ttl": "1h" },\n  "params": [{"a": 1}]}', 'json');
  });

  it('write as here what W&B, Optuna and Ray write for a distribution', () => {
    const space = (written: string): string =>
      around(`random:\n  count: 1\n  space:\n    lr: ${written}\n`).replace('echo', 'go $LR');
    for (const [theirs, ours] of [
      ['{values: [1, 2]}', '{choice: [1, 2]}'],
      ['{value: adam}', '{choice: [adam]}'],
      ['[0.1, 0.2]', '{choice: [0.1, 0.2]}'],
      ['0.1', '{choice: [0.1]}'],
      ['{min: 0.1, max: 0.5}', '{uniform: [0.1, 0.5]}'],
      ['{min: 1, max: 5}', '{int_uniform: [1, 5]}'],
      ['{distribution: uniform, min: 1, max: 5}', '{uniform: [1, 5]}'],
      ['{distribution: log_uniform_values, min: 1e-5, max: 0.1}', '{log_uniform: [1e-5, 0.1]}'],
      ['{distribution: log_uniform, min: -9.21, max: 0}', '{log_uniform: [0.000100034, 1]}'],
      ['{distribution: categorical, values: [a, "b c"]}', '{choice: [a, b c]}'],
      ['{loguniform: [0.1, 1]}', '{log_uniform: [0.1, 1]}'],
      ['{randint: [1, 9]}', '{int_uniform: [1, 9]}'],
      ['{type: int, low: 1, high: 9}', '{int_uniform: [1, 9]}'],
      ['{choices: [a, b]}', '{choice: [a, b]}'],
      ['{uniforn: [0, 1]}', '{uniform: [0, 1]}'],
    ] as const) {
      mends(space(theirs), space(ours));
      assert.equal(problems(space(theirs)).length, 1, theirs);
    }
    mends(
      '{"random": {"count": 1, "space": {"lr": {"values": [1, "a"]}}}, "defaults": {"ttl": "1h", "user_data": "x $LR"}}',
      '{"random": {"count": 1, "space": {"lr": {"choice": [1, "a"]}}}, "defaults": {"ttl": "1h", "user_data": "x $LR"}}',
      'json',
    );
    mends(space('{choice: [[64, 64], [128]]}'), space('{choice: ["[64, 64]", [128]]}'));
  });

  it('complete a metric', () => {
    const metric = (written: string): string =>
      around(`${written}\nparams: [{a: 1}]\n`).replace('echo', 'go $A');
    mends(metric('metric: val/loss'), metric('metric: {name: val/loss, goal: min}'));
    mends(metric('metric: {name: loss, goal: maximize}'), metric('metric: {name: loss, goal: max}'));
    mends(metric('metric: {name: loss, gaol: min}'), metric('metric: {name: loss, goal: min}'));
    mends(metric('metric: {name: loss}'), metric('metric: {name: loss, goal: min}'));
    mends(metric('metric:\n  name: loss'), metric('metric:\n  name: loss\n  goal: min'));
    mends(
      '{"metric": {"name": "f", "goal": "minimise"}, "params": [{"a": 1}]}',
      '{"metric": {"name": "f", "goal": "min"}, "params": [{"a": 1}]}',
      'json',
    );
  });

  it('move a key under defaults', () => {
    mends(
      'spot: true\ndefaults:\n  ttl: 1h\n  user_data: x\nparams:\n  - a: 1\n',
      'defaults:\n  spot: true\n  ttl: 1h\n  user_data: x\nparams:\n  - a: 1\n',
    );
  });

  it('read runs from a CSV file that is in a list', () => {
    const csv = (written: string): string => around(`params:${written}`);
    mends(csv('\n  - file: runs.csv # mine\n'), csv('\n    file: runs.csv # mine\n'));
    mends(csv('\n- {file: runs.csv}\n'), csv('\n  {file: runs.csv}\n'));
    mends(csv(' [{file: runs.csv}]\n'), csv(' {file: runs.csv}\n'));
    const json = (params: string): string =>
      `{\n  "defaults": {"ttl": "1h", "user_data": "echo"},\n  "params": ${params}\n}\n`;
    mends(json('[{"file": "runs.csv"}]'), json('{"file": "runs.csv"}'), 'json');
    mends(json('[\n    {"file": "runs.csv"}\n  ]'), json('\n    {"file": "runs.csv"}\n  '), 'json');
  });

  it('name the bucket of a policy', () => {
    const policy = (written: string): string => around(`params:\n  - iam_policy: ${written}\n`);
    mends(policy('s3:ReadOnly:s3://my-bucket/in/*'), policy('s3:ReadOnly:my-bucket/in'));
    mends(
      policy('[logs:WriteOnly, "s3:WriteOnly:arn:aws:s3:::My_Bucket/*"]'),
      policy('[logs:WriteOnly, "s3:WriteOnly:my-bucket"]'),
    );
    mends(policy('s3:readonly:my-bucket'), policy('s3:ReadOnly:my-bucket'));
    mends(policy('ssm:ReadOnly:my-bucket'), policy('ssm:ReadOnly'));
  });
});
