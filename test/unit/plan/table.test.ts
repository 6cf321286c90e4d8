import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode } from '../../../src/plan/encode';
import { filesKeyOf, type RecordAccess } from '../../../src/plan/plan';
import { launchTableOf, type TableOf, tableReference } from '../../../src/plan/table';
import type { Run } from '../../../src/sweep/run';
import { posting, runOf, TARGET } from './runs';

const SWEEP: TableOf = { sweepId: 'sweep-ml', sweepName: 'ml', size: 3 };
const linesOf = (runs: readonly Run[], record?: RecordAccess, sweep: TableOf = SWEEP): readonly string[] =>
  launchTableOf(sweep, runs, record).split('\n').slice(0, -1);

/** What `printf %b` makes of a line. */
function decoded(text: string): string {
  const bytes: number[] = [];
  for (const [, octal, escaped, plain] of text.matchAll(/\\0(\d{3})|\\(.)|([^\\])/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (escaped !== undefined) bytes.push({ n: 10, t: 9, '\\': 92 }[escaped] ?? Number.NaN);
    else bytes.push(plain?.charCodeAt(0) ?? Number.NaN);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** What each run finds in a table: what all share and its own, with its script in the place of its number. */
function factsOf(lines: readonly string[]): readonly ReadonlySet<string>[] {
  const [head = '', ...rows] = ['', ...lines].join('\n').split('\n=');
  const scripts = new Map<string, string>();
  const common: string[] = [];
  for (const line of head.split('\n').filter((one) => one !== '')) {
    const [, number, script] = /^s(\d+)=(.*)$/.exec(line) ?? [];
    if (number !== undefined) scripts.set(number, script ?? '');
    else common.push(line);
  }
  return rows.map((row) => {
    const own = row.split('\n').filter((line) => line !== '');
    return new Set(
      [...common, ...own].map((line) =>
        line.replace(/^cscript=(\d+)$/, (_, number: string) => `cscript=${scripts.get(number)}`),
      ),
    );
  });
}

describe('the table of a launch', () => {
  it('has all settings of a run, one per line', () => {
    const run = runOf(
      1,
      {
        ttlSeconds: 90.2,
        idleTimeoutSeconds: 600.5,
        checkpoint: { path: '/tmp/a b', everySeconds: 90.6 },
        onComplete: 'stop',
        spot: true,
        waitsForBackground: true,
        userData: '#!/bin/sh\necho $LR\n',
        results: ['/tmp/a', '/tmp/b'],
        region: 'eu-west-1',
      },
      { lr: '0.10' },
    );
    assert.deepEqual(linesOf([run]), [
      's0=#!/bin/sh\\necho $LR\\n',
      ...['csweep=sweep-ml', 'cindex=1', 'cattempt_no=1', 'cname=run-1'],
      ...[
        'cttl=91',
        'cidle=601',
        'con_complete=stop',
        'cspot=1',
        'ccheckpoint=/tmp/a b',
        'ccheckpoint_every=91',
        'cwaits=background',
        'cscript=0',
      ],
      ...['r=/tmp/a', 'r=/tmp/b'],
      ...[
        'eSPAWN_ATTEMPT=1',
        'eLR=0.10',
        'eNAME=run-1',
        'eSWEEP_ID=sweep-ml',
        'eSWEEP_NAME=ml',
        'eSWEEP_INDEX=1',
      ],
      ...['eSWEEP_SIZE=3', 'eSWEEP_REGION=eu-west-1', '='],
    ]);
  });

  it('leaves out what a run has none of', () => {
    const { ttlSeconds: _, userData: __, ...settings } = runOf(0).settings;
    const lines = linesOf([{ ...runOf(0), settings }]);
    for (const key of [
      'cttl',
      'cidle',
      'cspot',
      'ccheckpoint',
      'cwaits',
      'cscript',
      'cends',
      'cbucket_url',
      'r',
      's0',
    ])
      assert.ok(!lines.some((line) => line.startsWith(`${key}=`)), key);
    assert.ok(lines.includes('con_complete=terminate'));
  });

  it('shows if a run terminates its instance by itself', () => {
    const ends = (userData: string) => linesOf([runOf(0, { userData })]).includes('cends=1');
    assert.equal(ends('#!/bin/sh\nwork\nshutdown -h now\n'), true);
    assert.equal(ends('#!/bin/sh\nwork\n'), false);
  });

  it('has where a run writes, and its role', () => {
    const lines = linesOf([runOf(0)], TARGET);
    for (const line of [
      'cbucket_url=https://results.s3.us-east-1.amazonaws.com',
      'cowner=123456789012',
      'cproof=fedcba9876543210',
      'cregion=us-east-1',
      'cwrite=role',
      'crole_id=AROAEXAMPLEEXAMPLE123',
    ])
      assert.ok(lines.includes(line), line);
    assert.ok(!lines.some((line) => /^c(sts_url|files)/.test(line)));
    const asking: RecordAccess = {
      ...TARGET,
      access: { by: 'role', stsUrl: 'https://sts.us-east-1.amazonaws.com' },
    };
    const asked = linesOf([runOf(0)], asking);
    assert.ok(asked.includes('csts_url=https://sts.us-east-1.amazonaws.com'));
    assert.ok(!asked.some((line) => line.startsWith('crole_id=')));
  });

  it('has the packed files of a run, with an address if there is no role', () => {
    const runs = [runOf(0, { files: ['train.py'] })];
    const files = { [filesKeyOf(['train.py'])]: { sha256: 'ab'.repeat(32) } };
    const byRole = linesOf(runs, { ...TARGET, target: { ...TARGET.target, files } });
    const key = `sweeps/sweep-ml/files/${'ab'.repeat(32)}.tar.gz`;
    assert.ok(byRole.includes(`cfiles=${key}`) && byRole.includes(`cfiles_sha256=${'ab'.repeat(32)}`));
    assert.ok(!byRole.some((line) => line.startsWith('cfiles_url=')));
    const form = posting(runs);
    assert.ok(form.access.by === 'post');
    const fileUrls = { [filesKeyOf(['train.py'])]: 'https://files' };
    const byPost = linesOf(runs, {
      ...form,
      target: { ...form.target, files },
      access: { ...form.access, fileUrls },
    });
    assert.ok(byPost.includes('cfiles_url=https://files'));
    // A run without files has none of it.
    assert.ok(
      !linesOf([runOf(0)], { ...TARGET, target: { ...TARGET.target, files } }).some((line) =>
        /^cfiles/.test(line),
      ),
    );
  });

  it('has the forms of each run, for its status and for the rest', () => {
    const runs = [runOf(0), runOf(1)];
    const [first, second] = factsOf(linesOf(runs, posting(runs)));
    assert.ok(first?.has('fsPolicy=status0') && first.has('frPolicy=run0'));
    assert.ok(second?.has('fsPolicy=status1') && second.has('frPolicy=run1'));
    assert.equal(second?.has('fsPolicy=status0'), false);
    assert.equal(first?.has('cwrite=post'), true);
  });

  it('gives each run the same values as a separate table would', () => {
    const settings = fc.record(
      {
        ttlSeconds: fc.constantFrom(60, 3_600),
        idleTimeoutSeconds: fc.constantFrom(60, 120),
        onComplete: fc.constantFrom('terminate', 'stop', 'keep'),
        spot: fc.boolean(),
        waitsForBackground: fc.boolean(),
        userData: fc.constantFrom('#!/bin/sh\na\n', '#!/bin/sh\nb\n', 'c\nshutdown -h now\n'),
        results: fc.constantFrom(['/tmp/a'], ['/tmp/a', '/tmp/b'], []),
        region: fc.constantFrom('us-east-1', 'eu-west-1'),
      },
      { requiredKeys: [] },
    );
    const value = fc.constantFrom('1', '2', 'é', '\\', '\n');
    const parameters = fc.record({ lr: value, batch: value }, { requiredKeys: [] });
    const runs = fc
      .array(fc.tuple(settings, parameters, fc.boolean()), { minLength: 1, maxLength: 6 })
      .map((all) => {
        const made: Run[] = [];
        for (const [index, [own, given, same]] of all.entries()) {
          const before = made.at(-1);
          const run = runOf(index, own, Object.fromEntries(Object.entries(given)));
          // Most runs of a sweep share the object of their settings.
          made.push(same && before !== undefined ? { ...run, settings: before.settings } : run);
        }
        return made;
      });
    fc.assert(
      fc.property(runs, (all) => {
        const together = factsOf(linesOf(all, TARGET));
        assert.equal(together.length, all.length);
        for (const [place, run] of all.entries())
          assert.deepEqual(
            [...(together[place] ?? [])].sort(),
            [...(factsOf(linesOf([run], TARGET))[0] ?? [])].sort(),
          );
      }),
      { numRuns: 200 },
    );
  });

  it('has each different script once', () => {
    const runs = ['a\n', 'b\n', 'a\n'].map((userData, index) => runOf(index, { userData }));
    const lines = linesOf(runs);
    assert.deepEqual(
      lines.filter((line) => line.startsWith('s')),
      ['s0=a\\n', 's1=b\\n'],
    );
    assert.deepEqual(
      factsOf(lines).map((facts) => [...facts].find((line) => line.startsWith('cscript='))),
      ['cscript=a\\n', 'cscript=b\\n', 'cscript=a\\n'],
    );
  });

  it('refuses a value of more than 131,072 bytes with its name and its end, and one with NUL', () => {
    const size = (bytes: number) => () => linesOf([runOf(0, {}, { x: 'a'.repeat(bytes - 'X='.length - 1) })]);
    assert.doesNotThrow(size(131_072));
    assert.throws(size(131_073), {
      code: 'parameter-too-large',
      message: /X has 131073 bytes/,
      runs: ['run-0'],
    });
    // Escapes take more room in the table than on the instance.
    assert.doesNotThrow(() => linesOf([runOf(0, {}, { x: 'é'.repeat(60_000) })]));
    assert.throws(() => linesOf([runOf(0, {}, { x: 'a\0b' })]), {
      code: 'nul-character',
      message: /: X contains/,
    });
    assert.throws(() => linesOf([runOf(0, { userData: 'a\0' })]), {
      code: 'nul-character',
      message: /: user_data contains/,
    });
  });

  it('is empty except for its end if there are no runs', () =>
    assert.equal(launchTableOf(SWEEP, [], undefined), ''));

  it('may be in the bucket, and then user data names its key', () => {
    assert.equal(
      tableReference(TARGET, 'sweeps/s/tables/a.gz', 'ab'),
      [
        'cbucket_url=https://results.s3.us-east-1.amazonaws.com',
        'cowner=123456789012',
        'cregion=us-east-1',
        'cwrite=role',
        'ctable=sweeps/s/tables/a.gz',
        'ctable_sha256=ab',
        '',
      ].join('\n'),
    );
  });
});

describe('a value in the table', () => {
  for (const [text, line] of [
    ['plain $x `y` "z" %s', 'plain $x `y` "z" %s'],
    ['a\nb\tc', 'a\\nb\\tc'],
    ['\\n', '\\\\n'],
    ['é', '\\0303\\0251'],
    ['\r\u007f', '\\0015\\0177'],
    ['', ''],
  ] as const)
    it(`${JSON.stringify(text)} is ${line}`, () => assert.equal(encode(text), line));

  it('is one line of printable ASCII that printf turns back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = encode(text);
        assert.match(line, /^[\x20-\x7e]*$/);
        assert.equal(decoded(line), text);
      }),
    );
  });
});
