import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SweepDocument } from '../../../src/sweep/document';
import { freezeObjects } from '../../../src/sweep/freeze-objects';
import { objectRuns, parseObjectPattern } from '../../../src/sweep/objects';
import { DEFAULTS } from './mark';

const read = (text: string, language: 'yaml' | 'json' = 'yaml') =>
  new SweepDocument({ text, language, fileName: `files-sweep.${language}` }, { defaults: DEFAULTS });

const script = `defaults:
  ttl: 1h
  user_data: |
    #!/bin/bash
    wc -l "$OBJECT" > "/tmp/result-$OBJECT_NAME"
`;

describe('objects in S3 as runs', () => {
  it('are matched as files are by a shell', () => {
    const keys = [
      'in/a.csv',
      'in/b.CSV',
      'in/.c.csv',
      'in/deep/d.csv',
      'in/',
      'other/a.csv',
      'in/a.txt',
      'in/[x].csv',
    ];
    const matching = (pattern: string) => keys.filter((key) => parseObjectPattern(pattern)?.matches(key));
    assert.deepEqual(matching('s3://my-bucket/in/*.csv'), ['in/a.csv', 'in/.c.csv', 'in/[x].csv']);
    assert.deepEqual(matching('s3://my-bucket/in/**/*.csv'), [
      'in/a.csv',
      'in/.c.csv',
      'in/deep/d.csv',
      'in/[x].csv',
    ]);
    assert.deepEqual(matching('s3://my-bucket/in/'), [
      'in/a.csv',
      'in/b.CSV',
      'in/.c.csv',
      'in/deep/d.csv',
      'in/a.txt',
      'in/[x].csv',
    ]);
    assert.deepEqual(matching('s3://my-bucket/in/a.csv'), ['in/a.csv']);
    assert.deepEqual(matching('s3://my-bucket/*/{a,b}.csv'), ['in/a.csv', 'other/a.csv']);
  });

  it('are listed by what all of them begin with', () => {
    const prefixOf = (pattern: string) => parseObjectPattern(pattern)?.prefix;
    assert.equal(prefixOf('s3://my-bucket/in/2026/*.csv'), 'in/2026/');
    assert.equal(prefixOf('s3://my-bucket/in/'), 'in/');
    assert.equal(prefixOf('s3://my-bucket/*.csv'), '');
    assert.equal(prefixOf('s3://my-bucket/in/a.csv'), 'in/a.csv');
    for (const wrong of [
      'my-bucket/in',
      's3://',
      's3://my-bucket',
      's3://my-bucket/',
      's3://B/x',
      'https://a/b',
    ])
      assert.equal(parseObjectPattern(wrong), undefined, wrong);
  });

  it('have names that are unique and safe, in the order of their keys', () => {
    const pattern = parseObjectPattern('s3://my-bucket/in/**') ?? assert.fail();
    assert.deepEqual(
      objectRuns(pattern, ['in/b.csv', 'in/a.csv', 'in/a.txt', 'in/x/a.csv', 'in/ü €.csv', 'in/€']).map(
        ({ name, object, objectName }) => [name, object, objectName],
      ),
      [
        ['a', 's3://my-bucket/in/a.csv', 'a.csv'],
        ['a-2', 's3://my-bucket/in/a.txt', 'a.txt'],
        ['b', 's3://my-bucket/in/b.csv', 'b.csv'],
        ['x-a', 's3://my-bucket/in/x/a.csv', 'a.csv'],
        ['u', 's3://my-bucket/in/ü €.csv', 'ü €.csv'],
        ['object', 's3://my-bucket/in/€', '€'],
      ],
    );
  });

  it('are no problem while they are not listed, and give the script its variables', () => {
    const file = read(`${script}params:\n  objects: s3://my-bucket/in/*.csv\n`);
    assert.deepEqual(file.problems(), []);
    assert.equal(file.objects?.text, 's3://my-bucket/in/*.csv');
    assert.equal(file.size, 0);
  });

  for (const value of ['in/*.csv', 's3://my-bucket', '[a]', '7', '""'])
    it(`are an error where they are ${value}`, () => {
      const problems = read(`${script}params: {objects: ${value}}\n`).problems();
      assert.deepEqual(problems.map(({ code, severity }) => [code, severity]).slice(0, 1), [
        ['invalid-value', 'error'],
      ]);
      assert.match(problems[0]?.message ?? '', /s3:\/\/my-bucket\/inputs\/\*\.csv/);
    });

  const files: readonly (readonly ['yaml' | 'json', string])[] = [
    ['yaml', `# before\n${script}params:\n  objects: s3://my-bucket/in/*.csv   # why\n# after\nbudget: 5\n`],
    ['yaml', `${script}params: {objects: 's3://my-bucket/in/*.csv'}\nbudget: 5\n`],
    ['yaml', `params:\n    objects:\n      s3://my-bucket/in/*.csv\n\n\nbudget: 5\n${script}`],
    [
      'json',
      `{\n  // a comment\n  "params": {"objects": "s3://my-bucket/in/*.csv"},\n  "budget": 5,\n  "defaults": {"ttl": "1h", "user_data": "echo $OBJECT $OBJECT_NAME"}\n}\n`,
    ],
  ];
  for (const [at, [language, text]] of files.entries())
    it(`are frozen in the file that is launched, whatever their names (${language} ${at})`, () => {
      const plain = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
        .filter((name) => !/[\p{C}\ufeff]/u.test(name));
      fc.assert(
        fc.property(fc.uniqueArray(plain, { minLength: 1, maxLength: 6 }), (names) => {
          const pattern = parseObjectPattern('s3://my-bucket/in/**') ?? assert.fail();
          const runs = objectRuns(
            pattern,
            names.map((name) => `in/${name}`),
          );
          const frozen = read(freezeObjects({ language, text }, runs, false), language);
          assert.deepEqual(
            frozen.problems().filter(({ severity }) => severity === 'error'),
            [],
          );
          assert.equal(frozen.sweep().budget, 5);
          assert.deepEqual(
            frozen
              .sweep()
              .runs.map(({ name, parameters }) => [
                name,
                parameters.get('object'),
                parameters.get('object_name'),
              ]),
            runs.map(({ name, object, objectName }) => [name, object, objectName]),
          );
        }),
        { numRuns: 60 },
      );
    });

  it('keep the names that a template gives', () => {
    const text = `name: x\n${script.replace('  ttl', '  name: "file-{index:02}"\n  ttl')}params: {objects: s3://my-bucket/in/*.csv}\n`;
    const pattern = parseObjectPattern('s3://my-bucket/in/*.csv') ?? assert.fail();
    const frozen = freezeObjects(
      { language: 'yaml', text },
      objectRuns(pattern, ['in/a.csv', 'in/b.csv']),
      true,
    );
    assert.deepEqual(
      read(frozen)
        .sweep()
        .runs.map(({ name }) => name),
      ['file-00', 'file-01'],
    );
  });
});
