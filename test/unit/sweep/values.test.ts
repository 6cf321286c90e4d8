import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planSweep } from '../../../src/plan/plan';
import type { Problem } from '../../../src/sweep/problem';
import { applied, open, told } from './mark';

const around = (part: string): string => `defaults:\n  ttl: 1h\n  user_data: echo $X\n${part}`;
const problemsOf = (text: string, csv?: string): readonly Problem[] =>
  open(text, csv === undefined ? {} : { surroundings: { readText: () => csv } }).problems();
const marks = (text: string, csv?: string): readonly string[] => told(text, problemsOf(text, csv));
const fixed = (text: string): readonly string[] =>
  problemsOf(text).flatMap(({ fixes }) => fixes.map(({ edits }) => applied(text, edits)));
const valuesOf = (text: string, csv?: string): readonly object[] =>
  open(text, csv === undefined ? {} : { surroundings: { readText: () => csv } })
    .sweep()
    .runs.map(({ parameters }) => Object.fromEntries(parameters));

describe('tags of YAML', () => {
  it('that change nothing are accepted', () => {
    const text = around(
      'params:\n  - x: !!str 012\n    name: !!str a\n    ttl: !<tag:yaml.org,2002:str> 2h\n  - x: ! 1\n  - x: !!float 0.10\n  - !!map {x: !!timestamp 2026-01-27}\n',
    );
    assert.deepEqual(marks(text), []);
    assert.deepEqual(valuesOf(text), [{ x: '012' }, { x: '1' }, { x: '0.10' }, { x: '2026-01-27' }]);
  });

  it('that mean something elsewhere are errors, and can be kept as text or removed', () => {
    const one = (value: string): string => around(`params:\n  - x: ${value}\n    y: 1\n`);
    assert.deepEqual(marks(one('!Ref Foo')), ['unknown-tag 4:7 "!Ref"']);
    assert.deepEqual(fixed(one('!Ref Foo')), [one('"!Ref Foo"'), one('Foo')]);
    assert.deepEqual(fixed(one('!important # c')), [one('"!important" # c')]);
    assert.deepEqual(fixed(one("!Sub 'a b'")), [one("'a b'")]);
    assert.deepEqual(marks(one('!!binary aGk=')), ['unknown-tag 4:7 "!!binary"']);
    assert.deepEqual(marks(one('&a !x b')), ['unknown-tag 4:10 "!x"']);
    assert.deepEqual(marks(one('!x &a b')), ['unknown-tag 4:7 "!x"']);
    assert.deepEqual(marks(around('params: !include runs.yaml\n')).slice(0, 1), [
      'unknown-tag 3:8 "!include"',
    ]);
  });
});

describe('a colon without a space', () => {
  it('makes one word, which is reported with what was meant', () => {
    const text = around('params:\n  - {x:1, y: 2}\n');
    assert.deepEqual(marks(text), ['missing-colon 4:5 "x:1"']);
    assert.deepEqual(fixed(text), [text.replace('x:1', 'x: 1')]);
    assert.deepEqual(marks(around('params:\n  - {x, y: 2}\n')), ['missing-colon 4:5 "x"']);
    assert.deepEqual(marks(around('params:\n  - {x: , y: 2}\n')), []);
    const item = around('params:\n  - x:1\n');
    assert.deepEqual(marks(item), ['missing-colon 4:4 "x:1"']);
    assert.deepEqual(fixed(item), [item.replace('x:1', 'x: 1')]);
    assert.deepEqual(marks('defaults:\n  ttl:1h\ngrid:\n  x:[1]\n').slice(-2), [
      'missing-colon 1:2 "ttl:1h"',
      'missing-colon 3:2 "x:[1]"',
    ]);
    for (const whole of ['x:"a b"', "x:'a'", 'x:[1, 2]', 'x:-1', 'x:a"b']) {
      const quoted = around(`params:\n  - ${whole}\n`);
      assert.deepEqual(fixed(quoted), [quoted.replace('x:', 'x: ')], whole);
    }
    for (const part of [
      'x:"a',
      "x:'a' b",
      'x:[1',
      'x:{a',
      'x:&a',
      'x:*a',
      'x:!a',
      'x:|',
      'x:>-',
      'x:@a',
      'x:- 1',
      'x:# a',
    ])
      assert.deepEqual(fixed(around(`params:\n  - ${part}\n`)), [], part);
    const [problem] = problemsOf('defaults:\n  ttl:1h\n  user_data: echo\nparams:\n  - a: 1\n');
    assert.match(problem?.message ?? '', /colon needs a space/);
  });
});

describe('what no environment variable carries', () => {
  it('is an error at its place', () => {
    assert.deepEqual(marks(around('params:\n  - x: "a\\0b"\n')), ['unusable-character 4:9 "\\\\0"']);
    assert.deepEqual(marks(around('grid:\n  x: ["a\\0b", c]\n')), ['unusable-character 4:8 "\\\\0"']);
    assert.deepEqual(marks(around('random:\n  count: 1\n  space:\n    x: {choice: ["\\0"]}\n')), [
      'unusable-character 6:18 "\\\\0"',
    ]);
    assert.deepEqual(marks(around('params: {file: a.csv}\n'), 'x\n"a\0b"\n'), [
      'unusable-character 3:15 "a.csv"',
    ]);
    const long = around(`params:\n  - x: ${'y'.repeat(131_072)}\n`);
    assert.deepEqual(
      problemsOf(long).map(({ code }) => code),
      ['parameter-too-large'],
    );
    assert.deepEqual(marks(around(`params:\n  - x: ${'y'.repeat(131_069)}\n`)), []);
    const half = '{"defaults": {"ttl": "1h", "user_data": "echo $X"}, "params": [{"x": "\\ud800"}]}';
    assert.deepEqual(told(half, open(half, { language: 'json' }).problems()), [
      'unusable-character 0:70 "\\\\ud800"',
    ]);
    assert.deepEqual(marks(around('params:\n  - x: 1\n    key_name: "a\\tb"\n')), [
      'unusable-character 5:16 "\\\\t"',
    ]);
    assert.deepEqual(marks(around('params:\n  - x: 1\n    tags: {a: "b\\nc"}\n')), [
      'unusable-character 5:16 "\\\\n"',
    ]);
  });

  it('is never found by a launch first', () => {
    const character = fc.oneof(
      { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\0', '\ud800', '\udc00', '\n', '\u001b', '💥', 'x'.repeat(131_060)),
      },
    );
    const value = fc.array(character, { maxLength: 4 }).map((parts) => JSON.stringify(parts.join('')));
    const key = fc.constantFrom('x', 'lr-é', 'user_data', 'tags', 'results', 'name');
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (run) => {
        const entries = Object.entries(run).map(([each, text]) =>
          each === 'tags' ? `"tags": {"a": ${text}}` : `"${each}": ${text}`,
        );
        const text = `{"params": [{"y": 1${entries.map((entry) => `, ${entry}`).join('')}}]}`;
        const document = open(text, { language: 'json' });
        if (document.problems().some(({ severity }) => severity === 'error')) return;
        const sweep = document.sweep();
        const target = undefined;
        assert.doesNotThrow(
          () => planSweep(sweep, { sweepId: 'sweep-a', fileSha256: '0' }, target),
          /NUL|takes/,
        );
        for (const each of sweep.runs)
          for (const written of each.parameters.values()) assert.ok(!/\0|\p{Cs}/u.test(written), text);
      }),
      { numRuns: 150 },
    );
  }).timeout(120_000);
});

describe('a CSV file', () => {
  const csv = around('params: {file: a.csv}\n');

  it('in another encoding is an error that names it', () => {
    const said = (bytes: Buffer): readonly string[] =>
      problemsOf(csv, bytes.toString('utf8')).map(({ code, message }) => `${code}: ${message}`);
    const text = 'x,city\n1,Zürich\n';
    for (const [bytes, encoding] of [
      [Buffer.from(text, 'latin1'), /Windows-1252/],
      [Buffer.from(`\uFEFF${text}`, 'utf16le'), /UTF-16/],
      [Buffer.from(text, 'utf16le'), /UTF-16/],
      [Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), /UTF-16/],
    ] as const) {
      assert.equal(said(bytes).length, 1);
      assert.match(said(bytes)[0] ?? '', /^invalid-encoding/);
      assert.match(said(bytes)[0] ?? '', encoding);
    }
    assert.deepEqual(said(Buffer.from(`\uFEFF${text}`)), []);
  });

  it('has no blanks around a header or a cell', () => {
    assert.deepEqual(valuesOf(csv, ' x , name\n 0.1 , a \n" 2 ", \n'), [{ x: '0.1' }, { x: '2' }]);
  });
});

describe('a setting', () => {
  it('that is empty, or a number that no program reads, is an error', () => {
    const settings = [
      ...['instance_type: ""', 'instance_type: [t3.micro, " "]', 'region: ""', 'availability_zone: ""'],
      ...[
        'results: [""]',
        'volume_size: 1e400',
        'spot_max_price: 1e400',
        'spot_max_price: .inf',
        'price: .nan',
      ],
    ];
    for (const setting of settings) {
      const codes = problemsOf(around(`params:\n  - x: 1\n    spot: true\n    ${setting}\n`)).map(
        ({ code }) => code,
      );
      assert.deepEqual(codes.slice(0, 1), ['invalid-value'], setting);
    }
    for (const key of ['budget', 'max_concurrent'])
      assert.deepEqual(marks(`${key}: 1e400\n${around('params:\n  - x: 1\n')}`).slice(0, 1), [
        `invalid-value 0:${key.length + 2} "1e400"`,
      ]);
  });
});

describe('a single value', () => {
  it('counts without the blanks around it, however it is written', () => {
    const text =
      'name: >\n  lr\nbudget: |\n  9999\ndefaults:\n  ttl: |\n    1h\n  region: >\n    us-east-1\n  volume_size: |\n    30\n  spot: >-\n    true\n  user_data: echo $X\nparams:\n  - name: |\n      a\n    x: |\n      1\n    instance_type: ["t3.micro ", |\n';
    const list = text.replace('["t3.micro ", |\n', '\n      - |\n        t3.micro\n      - "t3.small "\n');
    assert.deepEqual(marks(list), []);
    const sweep = open(list).sweep();
    assert.equal(sweep.name, 'lr');
    assert.equal(sweep.budget, 9999);
    const [run] = sweep.runs;
    assert.equal(run?.name, 'a');
    assert.equal(run.parameters.get('x'), '1\n');
    assert.deepEqual(run.settings.instanceTypes, ['t3.micro', 't3.small']);
    assert.equal(run.settings.region, 'us-east-1');
    assert.equal(run.settings.volumeSize, 30);
    assert.equal(run.settings.spot, true);
  });
});
