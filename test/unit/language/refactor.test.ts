import assert from 'node:assert/strict';
import type { Refactoring } from '../../../src/language/refactor/refactorings';
import { refactoringsAt } from '../../../src/language/refactor/refactorings';
import { applied, DEFAULTS, open } from '../sweep/mark';

/** The refactorings offered at the mark `|`, with what each makes of the file. */
function offered(marked: string, language: 'yaml' | 'json' = 'yaml') {
  const at = marked.indexOf('¦');
  const text = marked.slice(0, at) + marked.slice(at + 1);
  const before = marked.slice(0, at).split('\n');
  const place = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const document = open(text, { language });
  return refactoringsAt(document, DEFAULTS, { start: place, end: place }).map((refactoring) => ({
    kind: refactoring.kind,
    title: refactoring.title,
    text: result(text, refactoring),
  }));
}

function result(text: string, refactoring: Refactoring): string | undefined {
  const edits = refactoring.edits();
  return edits === undefined ? undefined : applied(text, edits);
}

function made(marked: string, kind: Refactoring['kind'], language: 'yaml' | 'json' = 'yaml') {
  const found = offered(marked, language).find((refactoring) => refactoring.kind === kind);
  assert.ok(found !== undefined, `${kind} is not offered`);
  return found.text;
}

const kinds = (marked: string, language: 'yaml' | 'json' = 'yaml') =>
  offered(marked, language).map(({ kind }) => kind);

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

describe('write a grid out', () => {
  it('as params in its place, with its names, comments and excluded runs', () => {
    const text = lines(
      '# head',
      'defaults:',
      '  ttl: 1h # stays',
      'grid:¦',
      '  name: lr-{lr}-bs-{bs}',
      '  # rates',
      '  lr: [0.10, 1e-3] # two',
      '  bs: [32, "a b"]',
      'exclude:',
      '  - {lr: 0.1, bs: 32}',
      'include:',
      '  - lr: 9',
      '    bs: 8',
      '',
      '# tail',
      'budget: 25',
    );
    assert.equal(
      made(text, 'expandGrid'),
      lines(
        '# head',
        'defaults:',
        '  ttl: 1h # stays',
        'params:',
        '  # rates',
        '  # two',
        '  - name: lr-0.10-bs-a-b',
        '    lr: 0.10',
        '    bs: "a b"',
        '  - name: lr-1e-3-bs-32',
        '    lr: 1e-3',
        '    bs: 32',
        '  - name: lr-1e-3-bs-a-b',
        '    lr: 1e-3',
        '    bs: "a b"',
        '  - name: lr-9-bs-8',
        '    lr: 9',
        '    bs: 8',
        '',
        '# tail',
        'budget: 25',
      ),
    );
  });

  it('after the runs that are already under params', () => {
    const text = lines('params:', '- a: 1 # one', '', '# the grid', 'grid:', '  a: [2,¦ 3]', '  ttl: [1h]');
    assert.equal(
      made(text, 'expandGrid'),
      lines('params:', '- a: 1 # one', '- a: 2', '  ttl: 1h', '- a: 3', '  ttl: 1h', '', '# the grid'),
    );
  });

  it('with the steps of a range, and scripts in lines of their own', () => {
    const text = lines(
      'grid:',
      '  i: {range: [0.8, 1.0, 0.1]}¦',
      'include:',
      '  - user_data: |',
      '      #!/bin/sh',
      '',
      '      echo $I',
    );
    const script = ['    user_data: |', '      #!/bin/sh', '', '      echo $I'];
    assert.equal(
      made(text, 'expandGrid'),
      lines('params:', ...['0.8', '0.9', '1.0'].flatMap((i) => [`  - i: ${i}`, ...script])),
    );
  });

  it('in JSON, a run a line', () => {
    const text = lines(
      '{',
      '  "grid": {¦ "a": [1, 0.10], "b": ["x"] },',
      '  "exclude": [],',
      '  "budget": 3',
      '}',
    );
    assert.equal(
      made(text, 'expandGrid', 'json'),
      lines(
        '{',
        '  "params": [',
        '    { "a": 1, "b": "x" },',
        '    { "a": 0.10, "b": "x" }',
        '  ],',
        '  "budget": 3',
        '}',
      ),
    );
  });

  it('in JSON after others, and on one line', () => {
    const text = '{"params": [{"a": 1}], "grid": {"a": [2¦, 3]}}';
    assert.equal(made(text, 'expandGrid', 'json'), '{"params": [{"a": 1},{ "a": 2 }, { "a": 3 }]}');
  });

  it('keeps CRLF', () => {
    assert.equal(made('grid:¦\r\n  a: [1, 2]\r\n', 'expandGrid'), 'params:\r\n  - a: 1\r\n  - a: 2\r\n');
  });

  it('is not offered where an alias would lose its anchor, or the grid is wrong', () => {
    assert.deepEqual(kinds('defaults: {ttl: 1h}\ngrid:¦\n  a: [&x 1, 2]\n  b: [*x]\n'), []);
    assert.deepEqual(kinds('defaults: {ttl: 1h}\ngrid:¦\n  a: [1, 2]\n  b: 3\n'), []);
    assert.deepEqual(kinds('defaults: {ttl: 1h}\ngrid:¦\n  a: [1, 2\n'), []);
  });
});

describe('fold params into a grid', () => {
  it('with a template for their names; comments stay', () => {
    const text = lines(
      'params:¦',
      '  # 2 × 2',
      '',
      '  - name: lr-0.10-bs-32',
      '    lr: 0.10 # as printed',
      '    bs: 32',
      '  - {name: lr-0.10-bs-64, lr: 0.10, bs: 64}',
      '  - name: lr-1-bs-32',
      '    lr: 1',
      '    bs: 32',
      '  - name: lr-1-bs-64',
      '    lr: 1',
      '    bs: 64',
      '  # the end',
      'budget: 3',
    );
    assert.equal(
      made(text, 'foldParams'),
      lines(
        'grid:',
        '  # 2 × 2',
        '  # as printed',
        '  name: lr-{lr}-bs-{bs}',
        '  lr: [0.10, 1]',
        '  bs: [32, 64]',
        '  # the end',
        'budget: 3',
      ),
    );
  });

  it('with names that count', () => {
    const text = lines('params:', '  - name: file-000¦', '    a: x', '  - name: file-001', '    a: y');
    assert.equal(made(text, 'foldParams'), lines('grid:', '  name: file-{index:03}', '  a: [x, y]'));
  });

  it('in JSON', () => {
    const text = lines(
      '{',
      '  "params": [¦',
      '    {"a": "1", "b": 2},',
      '    {"a": "1", "b": 3.0}',
      '  ]',
      '}',
    );
    assert.equal(
      made(text, 'foldParams', 'json'),
      lines('{', '  "grid": {', '    "a": ["1"],', '    "b": [2, 3.0]', '  }', '}'),
    );
  });

  it("in YAML's braces, with braces in quotes", () => {
    assert.equal(
      made('{params: [{name: x-1, a: 1}, {name: x-2, a: 2}¦]}', 'foldParams'),
      '{grid: { name: "x-{a}", a: [1, 2] }}',
    );
  });

  it('is offered only for an exact product, in order, with names that follow from it', () => {
    const runs = (...all: readonly string[]) =>
      kinds(lines('defaults: {ttl: 1h}', 'params:¦', ...all.map((run) => `  - {${run}}`))).includes(
        'foldParams',
      );
    assert.ok(runs('a: 1, b: 1', 'a: 1, b: 2', 'a: 2, b: 1', 'a: 2, b: 2'));
    assert.ok(!runs('a: 1, b: 1', 'a: 1, b: 2', 'a: 2, b: 1'));
    assert.ok(!runs('a: 1, b: 1', 'a: 2, b: 1', 'a: 1, b: 2', 'a: 2, b: 2'));
    assert.ok(!runs('a: 1, b: 1', 'a: 1, b: 2', 'b: 1, a: 2', 'a: 2, b: 2'));
    assert.ok(!runs('a: 1', 'b: 2'));
    assert.ok(!runs('name: one, a: 1', 'name: two, a: 2'));
    assert.ok(!runs('name: one, a: 1', 'a: 2'));
    assert.ok(!runs('a: 1, tags: {x: y}', 'a: 2, tags: {x: y}'));
    assert.ok(!runs('a: 1'));
  });

  it('is offered from the key alone where there are thousands of runs', () => {
    const runs = Array.from({ length: 1001 }, (_, index) => `  - a: ${index}`);
    assert.deepEqual(kinds(lines('defaults: {ttl: 1h}', 'para¦ms:', ...runs)), ['foldParams']);
    assert.deepEqual(kinds(lines('defaults: {ttl: 1h}', 'params:', '  - a: x¦', ...runs)), []);
  });

  it('is not offered next to a grid', () => {
    assert.deepEqual(kinds('defaults: {ttl: 1h}\nparams:¦\n  - a: 1\n  - a: 2\ngrid:\n  a: [3]\n'), []);
  });
});

describe('move what all runs share to defaults', () => {
  it('and leaves every other line as it was', () => {
    const text = lines(
      'defaults:',
      '  # money',
      '  ttl: 1h',
      'params:',
      '  - name: a # first',
      '    epochs: 10',
      '    lr: 0.1',
      '    tags: {team: x}¦',
      '  - epochs: 10',
      '    name: b',
      '    # odd',
      '    lr: 0.2',
      '    tags:',
      '      team: x',
    );
    assert.equal(
      made(text, 'extractDefaults'),
      lines(
        'defaults:',
        '  # money',
        '  epochs: 10',
        '  tags: { team: x }',
        '  ttl: 1h',
        'params:',
        '  - name: a # first',
        '    lr: 0.1',
        '  - name: b',
        '    # odd',
        '    lr: 0.2',
      ),
    );
  });

  it('makes defaults where there are none, scripts in lines', () => {
    const script = ['    user_data: |', '      echo 1', '      echo 2'];
    const text = lines('# x', 'params:¦', '  - lr: 1', ...script, '  - lr: 2', ...script);
    assert.equal(
      made(text, 'extractDefaults'),
      lines(
        '# x',
        'defaults:',
        '  user_data: |',
        '    echo 1',
        '    echo 2',
        'params:',
        '  - lr: 1',
        '  - lr: 2',
      ),
    );
  });

  it('in JSON', () => {
    const text = lines(
      '{',
      '  "defaults": {',
      '    "ttl": "1h"',
      '  },',
      '  "params": [¦',
      '    { "a": 1, "e": "x" },',
      '    { "e": "x", "a": 2 }',
      '  ]',
      '}',
    );
    assert.equal(
      made(text, 'extractDefaults', 'json'),
      lines(
        '{',
        '  "defaults": {',
        '    "e": "x",',
        '    "ttl": "1h"',
        '  },',
        '  "params": [',
        '    { "a": 1 },',
        '    { "a": 2 }',
        '  ]',
        '}',
      ),
    );
  });

  it('is not offered where other runs would get the keys, where a run would be empty, or where values differ', () => {
    const head = 'defaults: {ttl: 1h, k: 0}\nparams:¦\n';
    assert.deepEqual(kinds(`${head}  - {a: 1, e: 1}\n  - {a: 2, e: 1}\ngrid:\n  z: [1]\n`), []);
    assert.deepEqual(kinds(`${head}  - {e: 1}\n  - {e: 1}\n`), []);
    assert.deepEqual(kinds(`${head}  - {a: 1, e: 1.0}\n  - {a: 3, e: 1}\n  - {a: 4, e: 1}\n`), []);
    assert.deepEqual(kinds(`${head}  - {a: 1, k: 1}\n  - {a: 3, b: 1, k: 1}\n`), []);
  });
});

describe('add ttl', () => {
  it('to defaults, away from where the problem itself offers it', () => {
    const text = lines('defaults:', '  region: us-east-1', 'params:', '  - a: 1¦');
    assert.equal(
      made(text, 'addTtl'),
      lines('defaults:', '  ttl: 1h', '  region: us-east-1', 'params:', '  - a: 1'),
    );
    assert.deepEqual(kinds(lines('defau¦lts:', '  region: us-east-1', 'params:', '  - a: 1')), []);
    assert.deepEqual(kinds(lines('defaults:', '  ttl: 1h', 'params:', '  - a: 1¦')), []);
  });

  it('in JSON, with its own defaults', () => {
    assert.equal(
      made('{\n  "name": "x",\n  "params": [{"a": 1¦}]\n}', 'addTtl', 'json'),
      '{\n  "defaults": { "ttl": "1h" },\n  "name": "x",\n  "params": [{"a": 1}]\n}',
    );
  });
});

describe('narrow a policy', () => {
  const sweep = (policy: string, script: string, params = '  - file: a.csv'): string =>
    lines('defaults:', `  iam_policy: ${policy}`, '  user_data: |', `    ${script}`, 'params:', params);
  const copies = 'aws s3 cp "s3://my-data/in/$FILE" . && aws s3 cp out s3://my-data/out/';

  it('to the one bucket that the file names', () => {
    assert.deepEqual(
      offered(sweep('s3:Full¦Access, logs:WriteOnly', copies)).filter(({ kind }) => kind === 'narrowPolicy'),
      [
        {
          kind: 'narrowPolicy',
          title: 'Narrow to my-data, the only bucket in this file',
          text: sweep('s3:FullAccess:my-data, logs:WriteOnly', copies),
        },
      ],
    );
    assert.equal(
      made(
        '{"defaults": {"iam_policy": ["s3:ReadOnly¦", "s3:WriteOnly"]}, "params": [{"from": "s3://my-data/x"}]}',
        'narrowPolicy',
        'json',
      ),
      '{"defaults": {"iam_policy": ["s3:ReadOnly:my-data", "s3:WriteOnly:my-data"]}, "params": [{"from": "s3://my-data/x"}]}',
    );
  });

  it('that a variable of the script or of the runs names', () => {
    const narrowed = sweep('s3:ReadOnly:my-data', 'B="my-data"; aws s3 ls "s3://$B/"');
    assert.equal(made(sweep('s3:ReadOnly¦', 'B="my-data"; aws s3 ls "s3://$B/"'), 'narrowPolicy'), narrowed);
    const run = '  - bucket: my-data\n    n: 1\n  - bucket: my-data\n    n: 2';
    assert.equal(
      made(sweep('s3:ReadOnly¦', 'aws s3 ls "s3://$BUCKET/"', run), 'narrowPolicy'),
      sweep('s3:ReadOnly:my-data', 'aws s3 ls "s3://$BUCKET/"', run),
    );
  });

  it('is not offered for several, for one that no one can tell, for none, or where it is narrow', () => {
    const none = (policy: string, script: string, params?: string): void =>
      assert.deepEqual(kinds(sweep(policy, script, params)), ['addTtl']);
    none('s3:ReadOnly¦', 'aws s3 cp s3://my-data/x s3://other-data/x');
    none('s3:ReadOnly¦', 'aws s3 ls "s3://$(cat bucket)/" && aws s3 ls s3://my-data/');
    none('s3:ReadOnly¦', 'aws s3 ls "s3://$1/" && aws s3 ls s3://my-data/');
    none('s3:ReadOnly¦', 'aws s3 ls s3://my-data/ && aws s3api get-object --bucket "$OTHER" --key a b');
    none('s3:ReadOnly¦', "aws s3 ls s3://my-data/; python3 -c 's3.get_object(Bucket=name, Key=k)'");
    none('s3:ReadOnly¦', 'B=my-data; B=other; aws s3 ls "s3://$B/"');
    none('s3:ReadOnly¦', 'aws s3 ls "s3://$BUCKET/"', '  - bucket: my-data\n  - bucket: other-data');
    none('s3:ReadOnly¦', 'echo');
    none('s3:ReadOnly:my-data¦', copies);
    none('sqs:ReadOnly¦', copies);
  });
});
