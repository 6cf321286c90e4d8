import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { complete } from '../../../src/language/complete';
import { folds } from '../../../src/language/folding';
import { hover } from '../../../src/language/hover';
import { inlayHints } from '../../../src/language/inlay';
import { definitionsOf, referencesAt } from '../../../src/language/occurrences';
import { outline } from '../../../src/language/outline';
import { rename, renameTarget } from '../../../src/language/rename';
import { scriptTokens } from '../../../src/language/tokens';
import type { Knowledge } from '../../../src/sweep/knowledge';
import type { Surroundings } from '../../../src/sweep/surroundings';
import { applied, offsetAt } from '../sweep/mark';
import { realShell } from '../sweep/shell';
import { at, CONFIG } from './cursor';

const TYPE = { name: 't3.medium', vcpus: 2, memoryGib: 4, architectures: ['x86_64'], spot: true };
const PRICE = { usdPerHour: 0.0416, source: 'bundled table', asOf: '2026-07-20' };
const PRICES = {
  onDemand: () => PRICE,
  spot: () => undefined,
  volume: () => ({ ...PRICE, usdPerHour: 0.0001 }),
  publicIpv4: () => ({ ...PRICE, usdPerHour: 0.005 }),
};

let knowledge: Knowledge;
before(async () => {
  knowledge = { shell: await realShell(), instanceTypes: new Map([[TYPE.name, TYPE]]) };
});

const labels = (marked: string, language: 'yaml' | 'json' = 'yaml'): readonly string[] => {
  const { document, position } = at(marked, { language, knowledge });
  return complete(document, position, CONFIG).map(({ label }) => label);
};

describe('completion', () => {
  it('knows the keys of each place', () => {
    assert.deepEqual(labels('‸'), [
      'name',
      'budget',
      'max_concurrent',
      'metric',
      'stop_early',
      'defaults',
      'params',
      'grid',
      'exclude',
      'include',
      'zip',
      'random',
      'count',
      'seeds',
    ]);
    assert.deepEqual(labels('defaults:\n  ttl: 1h\ngr‸\n').includes('defaults'), false);
    const run = labels('params:\n  - name: a\n    lr: 1\n  - na‸\n');
    assert.deepEqual(run.slice(0, 3), ['lr', 'name', 'instance_type']);
    assert.equal(labels('defaults:\n  ttl: 1h\n  ‸\n').includes('ttl'), false);
    assert.deepEqual(labels('random:\n  space:\n    lr: {‸}\n'), [
      'uniform',
      'log_uniform',
      'int_uniform',
      'choice',
    ]);
    assert.deepEqual(labels('random:\n  count: 1\n  ‸\n'), ['seed', 'name', 'space']);
    assert.deepEqual(labels('params:\n  - a: 1\ngrid:\n  ‸\n'), ['a', 'name']);
  });

  it('knows the values of keys', () => {
    assert.deepEqual(labels('defaults:\n  on_complete: ‸\n'), ['terminate', 'stop', 'keep']);
    assert.deepEqual(labels('defaults:\n  spot: t‸\n'), ['true', 'false', 'prefer']);
    assert.deepEqual(labels('params:\n  - name: a\n    instance_type: t3‸\n'), ['t3.medium']);
    assert.deepEqual(labels('defaults:\n  instance_type:\n    - t3‸\n'), ['t3.medium']);
    assert.equal(labels('defaults:\n  region: ‸\n')[0], 'us-east-1');
    assert.deepEqual(labels('params:\n  - opt: adam\n  - opt: ‸\n'), ['adam']);
    const { document, position } = at('defaults:\n  instance_type: ‸\n', { knowledge });
    assert.equal(
      complete(document, position, { ...CONFIG, prices: PRICES })[0]?.detail,
      '2 vCPU · 4 GiB · $0.0416/h',
    );
  });

  it('knows metric, with what earlier sweeps of the file have found', () => {
    const { document, position, text } = at('metric: {name: val/l‸, goal: min}\n');
    const items = complete(document, position, { ...CONFIG, metrics: ['val/loss', 'epoch'] });
    assert.deepEqual(
      items.map(({ label }) => label),
      ['val/loss', 'epoch'],
    );
    const [item] = items;
    assert.ok(item !== undefined);
    assert.equal(
      applied(text, [{ range: item.range, newText: item.insertText }]),
      'metric: {name: val/loss, goal: min}\n',
    );
    assert.deepEqual(labels('metric:\n  name: loss\n  ‸\n'), ['goal']);
    assert.deepEqual(labels('metric:\n  name: loss\n  goal: ‸\n'), ['min', 'max']);
    assert.deepEqual(labels('{"metric": {"goal": "‸"}}', 'json'), ['min', 'max']);
  });

  it('keeps the policies that are there', () => {
    const { document, position, text } = at('defaults:\n  iam_policy: s3:ReadOnly,‸\n', { knowledge });
    const item = complete(document, position, CONFIG).find(({ label }) => label === 'logs:WriteOnly');
    assert.ok(item !== undefined);
    assert.equal(
      applied(text, [{ range: item.range, newText: item.insertText }]),
      'defaults:\n  iam_policy: s3:ReadOnly,logs:WriteOnly\n',
    );
  });

  it('offers policies for the one bucket that the file names first', () => {
    const script = '  user_data: aws s3 ls s3://my-data/\nparams:\n  - a: 1\n';
    const narrowed = [
      's3:FullAccess:my-data',
      's3:ReadOnly:my-data',
      's3:WriteOnly:my-data',
      's3:FullAccess',
    ];
    assert.deepEqual(labels(`defaults:\n  iam_policy: ‸\n${script}`).slice(0, 4), narrowed);
    const { document, position, text } = at(
      '{"defaults": {"iam_policy": "logs:WriteOnly,s3:R‸", "user_data": "aws s3 ls s3://my-data/"}, "params": [{"a": 1}]}',
      { language: 'json', knowledge },
    );
    const item = complete(document, position, CONFIG).find(({ label }) => label === 's3:ReadOnly:my-data');
    assert.ok(item !== undefined);
    assert.match(
      applied(text, [{ range: item.range, newText: item.insertText }]),
      /"logs:WriteOnly,s3:ReadOnly:my-data",/,
    );
  });

  it('knows variables in the script', () => {
    const text = 'defaults:\n  lr: 1\n  user_data: |\n    own=1\n    echo "$‸"\nparams:\n  - name: a\n';
    assert.deepEqual(labels(text), [
      'LR',
      'NAME',
      'SWEEP_ID',
      'SWEEP_NAME',
      'SWEEP_INDEX',
      'SWEEP_SIZE',
      'SWEEP_REGION',
      'own',
    ]);
    assert.deepEqual(labels(text.replace('echo "$‸"', 'spored ‸')).slice(0, 2), [
      'complete --status success',
      'complete --status failed',
    ]);
  });

  it('is the same in JSON', () => {
    assert.deepEqual(labels('{"defaults": {"on_complete": "‸"}}', 'json'), ['terminate', 'stop', 'keep']);
    assert.equal(labels('{"params": [{"a": 1, "‸"}]}', 'json').includes('instance_type'), true);
    const run = labels('{\n "params": [\n  {"name": "a", "lr": 1},\n  {"lr": 2,\n   "‸"\n  }\n ]}', 'json');
    assert.deepEqual(run.slice(0, 2), ['name', 'instance_type']);
    assert.deepEqual(labels('{\n "random": {"count": 1, "‸", "seed": 2}\n}', 'json'), ['name', 'space']);
    assert.equal(labels('{\n "defaults": {},\n "‸"\n}', 'json').includes('defaults'), false);
    const { document, position, text } = at('{"defaults": {"spot": ‸}}', { language: 'json', knowledge });
    const [item] = complete(document, position, CONFIG);
    assert.ok(item !== undefined);
    assert.equal(
      applied(text, [{ range: item.range, newText: item.insertText }]),
      '{"defaults": {"spot": true}}',
    );
  });
});

describe('hover', () => {
  const said = (marked: string): string | undefined => {
    const { document, position } = at(marked, { knowledge });
    return hover(document, position, { ...CONFIG, prices: PRICES })?.markdown;
  };

  it('explains a market, and each part of retries and checkpoints', () => {
    const settings = (line: string): string | undefined => said(`defaults:\n  ${line}\nparams:\n  - a: 1\n`);
    for (const [marked, meaning] of [
      ['spot: pre‸fer', /maximum cost is that of on-demand/],
      ['spot: tr‸ue', /runs wait/],
      ['ret‸ry: 3', /share its `ttl`/],
      ['retry: {inter‸rupted: 3}', /after EC2 interrupted its spot instance/],
      ['retry: {lo‸st: 3}', /without a report/],
      ['retry: {fai‸led: 3}', /script failed/],
      ['check‸point: /tmp/a', /restored before the next attempt/],
      ['checkpoint: {pa‸th: /tmp/a}', /Absolute path/],
      ['checkpoint: {path: /tmp/a, ev‸ery: 5m}', /checked for changes/],
      ['checkpoint: {path: /tmp/a, every: 5‸m}', /300/],
    ] as const)
      assert.match(settings(marked) ?? '', meaning, marked);
  });

  it('shows which files an entry of files includes and excludes', () => {
    const left = { ignored: 0, examples: [], caches: 0, obstacles: [] };
    const surroundings: Surroundings = {
      readText: () => undefined,
      findFiles: (pattern) =>
        typeof pattern === 'string'
          ? {
              files: [{ path: 'data/a', size: 1500 }],
              left: { ...left, ignored: 2, examples: ['data/x', 'data/y'], caches: 1 },
            }
          : {
              files: ['a', 'x', 'y'].map((name) => ({ path: `data/${name}`, size: 1_000_000 })),
              left,
            },
    };
    const about = (marked: string): string | undefined => {
      const { document, position } = at(marked, { knowledge, surroundings });
      return hover(document, position, CONFIG)?.markdown;
    };
    assert.equal(
      about('defaults:\n  files: [da‸ta/**]\n'),
      '1 file, 1.5 kB, is uploaded.\n\nNot uploaded: 2 git-ignored files (data/x, data/y), caches and environments that git ignores: 1.',
    );
    assert.equal(
      about('defaults:\n  files:\n    - path: da‸ta/**\n      ignored: true\n'),
      '3 files, 3.0 MB, are uploaded.',
    );
    assert.deepEqual(labels('defaults:\n  files:\n    - path: data/**\n      ‸\n'), ['ignored']);
    assert.deepEqual(labels('defaults:\n  files: [{‸}]\n'), ['path', 'ignored']);
  });

  it('explains keys, types, durations, variables and runs', () => {
    assert.match(said('defaults:\n  t‸tl: 1h\n') ?? '', /^Time to live/);
    assert.match(
      said('defaults:\n  instance_type: t3.me‸dium\n') ?? '',
      /^\*\*t3\.medium\*\* 2 vCPU · 4 GiB · \$0\.0416\/h/,
    );
    assert.equal(said('defaults:\n  ttl: 1h‸30m\n'), '1h30m: 5400 seconds');
    assert.equal(
      said('defaults:\n  iam_policy: s3:Read‸Only:my-data/in, ssm:ReadOnly\n'),
      '- `s3:ReadOnly:my-data/in`: list and read objects: only under in/ in the bucket my-data\n' +
        '- `ssm:ReadOnly`: read parameters: everywhere in the account',
    );
    const text =
      'defaults:\n  ttl: 1h\n  user_data: |\n    echo "$L‸R"\nparams:\n  - name: a\n    lr: 0.10\n  - name: b\n    lr: 0.2\n';
    assert.equal(said(text), 'Parameter `lr`: the script sees `$LR`.\n\n`0.10`, `0.2`');
    assert.equal(
      said(text.replace('‸', '').replace('name: b', 'name: b‸')),
      '**b** · t3.micro · us-east-1 · ttl 1h · keep · ≤ $0.14\n\n```sh\nLR=0.2\n```',
    );
  });
});

describe('hover on a burstable type', () => {
  const types = [
    TYPE,
    { ...TYPE, name: 'c7i-flex.large' },
    { ...TYPE, name: 'c7g.large', architectures: ['arm64'] },
    { ...TYPE, name: 'c6a.medium', vcpus: 1 },
    { ...TYPE, name: 'g4dn.large' },
  ];
  const usdPerHour = new Map([
    ['t3.medium', 0.0416],
    ['c7i-flex.large', 0.0848],
    ['c7g.large', 0.0725],
    ['c6a.medium', 0.03],
    ['g4dn.large', 0.02],
  ]);
  const prices = {
    ...PRICES,
    onDemand: (name: string) => {
      const known = usdPerHour.get(name);
      return known === undefined ? undefined : { ...PRICE, usdPerHour: known };
    },
  };
  const said = (settings: string): string => {
    const { document, position } = at(`defaults:\n  instance_type: t3.me‸dium\n${settings}`, {
      knowledge: { instanceTypes: new Map(types.map((each) => [each.name, each])) },
    });
    return hover(document, position, { ...CONFIG, prices })?.markdown ?? '';
  };

  it('shows the cost of a busy script, and a cheaper type', () => {
    assert.match(
      said(''),
      /When always busy: \$0\.1216 per hour, since CPU above 20 % of each vCPU costs an additional \$0\.08/,
    );
    assert.match(said(''), /c7i-flex\.large has full vCPUs \(2 vCPU, 4 GiB\) for \$0\.0848 per hour\.$/);
  });

  it('explains the effect of `standard`', () => {
    assert.match(said('  cpu_credits: standard\n'), /throttled to 20 % of each vCPU/);
    assert.doesNotMatch(said('  cpu_credits: standard\n'), /Busy/);
  });

  it('explains the values of the key', () => {
    const { document, position } = at('defaults:\n  cpu_credits: stand‸ard\n');
    assert.match(
      hover(document, position, CONFIG)?.markdown ?? '',
      /^No charges in addition to the hourly price/,
    );
    assert.deepEqual(labels('defaults:\n  cpu_credits: ‸\n'), ['unlimited', 'standard']);
  });
});

describe('the outline', () => {
  it('lists keys and runs, and folds them', () => {
    const { document } = at('‸defaults:\n  ttl: 1h\nparams:\n  - name: a\n    lr: 1\n  - lr: 2\n');
    const shape = outline(document).map(({ name, children }) => [
      name,
      children.map((child) => `${child.name} (${child.detail})`),
    ]);
    assert.deepEqual(shape, [
      ['defaults', ['ttl (1h)']],
      ['params', ['a (lr 1)', '#1 (lr 2)']],
    ]);
    assert.deepEqual(folds(document), [
      { startLine: 0, endLine: 1 },
      { startLine: 2, endLine: 5 },
      { startLine: 3, endLine: 4 },
    ]);
  });

  it('counts runs, and notes what became of them', () => {
    const { document } = at('‸grid:\n  a: [1, 2]\n  b: [1, 2, 3]\nparams:\n  - name: x\n');
    const all = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    assert.deepEqual(
      inlayHints(document, all, (name) => `${name} succeeded`).map(({ position, text }) => [
        position.line,
        text,
      ]),
      [
        [3, '1 run'],
        [0, '2 × 3 = 6 runs'],
        [4, 'x succeeded'],
      ],
    );
  });
});

const EVERYWHERE = `defaults:
  name: lr-{learning_rate}
  user_data: |
    echo "$LEARNING_RATE" '‸'
    cat > x.py <<'PY'
    os.environ['LEARNING_RATE']
    PY
params:
  - learning_rate: 1
grid:
  learning_rate: [2]
include:
  - {"learning_rate": 3}
random:
  count: 1
  space:
    learning_rate: {choice: [4]}
`;

describe('a parameter', () => {
  it('is found and renamed everywhere at once', () => {
    const { text } = at(EVERYWHERE);
    const marks = [...text.matchAll(/learning_rate|LEARNING_RATE/g)].map(({ index }) => index);
    for (const mark of marks) {
      const { document, position } = at(`${text.slice(0, mark)}‸${text.slice(mark)}`, { knowledge });
      // What another program is written to read is renamed with it, but is no place to start from.
      if (text.slice(mark - 1, mark) === "'") continue;
      assert.deepEqual(
        referencesAt(document, position).map(({ start }) => offsetAt(text, start)),
        marks,
      );
      assert.equal(definitionsOf(document, position).length, 4);
      const outcome = rename(document, position, 'lr');
      assert.ok(outcome.kind === 'edits');
      assert.equal(
        applied(text, outcome.edits),
        text.replaceAll('learning_rate', 'lr').replaceAll('LEARNING_RATE', 'LR'),
      );
    }
  });

  it('is renamed in a script however it is written, and nothing else of the script changes', () => {
    const scripts = [
      '>\n    echo $LR\n    and $LR\n\n    last',
      '>-\n    echo "$LR"',
      'echo $LR\n    and "$LR"',
      '"echo \\"$LR\\"\n    \\u0061nd $LR"',
      `'echo "it''s $LR"\n    and $LR'`,
      '|2\n      echo $LR\n    done $LR',
    ];
    for (const script of scripts) {
      const text = `defaults:\n  user_data: ${script}\nparams:\n  - l‸r: 1\n    user_data: |2\n        cat <<EOF\n        $LR\n      EOF\n`;
      const { document, position, text: plain } = at(text, { knowledge });
      const outcome = rename(document, position, 'rate');
      assert.ok(outcome.kind === 'edits', script);
      assert.equal(applied(plain, outcome.edits), plain.replaceAll('$LR', '$RATE').replace(' lr:', ' rate:'));
    }
  });

  it('is not renamed where a CSV file names it', () => {
    const surroundings = { readText: () => 'lr,bs\n1,2\n' };
    const text = 'defaults:\n  user_data: echo $L‸R\nparams: {file: my-run.csv}\n';
    const { document, position } = at(text, { knowledge, surroundings });
    assert.deepEqual(rename(document, position, 'RATE'), {
      kind: 'refused',
      message: '`lr` is a column of a CSV file. Rename it there, and its variable in the script.',
    });
  });

  it('is not renamed to what is taken', () => {
    const { document, position } = at('params:\n  - l‸r: 1\n    bs: 2\n', { knowledge });
    assert.equal(renameTarget(document, position)?.text, 'lr');
    for (const name of ['path', 'BS', 'ttl', '', 'sweep_id']) {
      assert.equal(rename(document, position, name).kind, 'refused', name);
    }
  });
});

describe('shell highlighting', () => {
  it('marks comments, commands, strings and what parameters provide', () => {
    const { document, text } = at(
      '‸defaults:\n  lr: 1\n  user_data: |\n    # hi\n    if [ -n "$LR$x" ]; then echo 5 > y; fi\n',
      { knowledge },
    );
    assert.deepEqual(
      scriptTokens(document).map(
        ({ range, type }) => `${type} ${text.slice(offsetAt(text, range.start), offsetAt(text, range.end))}`,
      ),
      [
        'comment # hi',
        'keyword if',
        'string "',
        'parameter LR',
        'variable x',
        'string "',
        'keyword then',
        'function echo',
        'number 5',
        'operator >',
        'keyword fi',
      ],
    );
  });
});

describe('shell highlighting of here-documents', () => {
  it('colors text around what is expanded in it, and nothing in quoted ones', () => {
    const { document, text } = at(
      "‸defaults:\n  lr: 1\n  user_data: |\n    cat <<A <<-'B' > x\n    a $LR b\n    A\n    $LR\n    B\n",
      { knowledge },
    );
    assert.deepEqual(
      scriptTokens(document).map(
        ({ range, type }) => `${type} ${text.slice(offsetAt(text, range.start), offsetAt(text, range.end))}`,
      ),
      [
        'function cat',
        'operator <<',
        'keyword A',
        'operator <<-',
        "keyword 'B'",
        'operator >',
        'string a ',
        'parameter LR',
        'string  b',
        'keyword A',
        'string $LR',
        'keyword B',
      ],
    );
  });
});

describe('every feature', () => {
  it('answers at any place of any half-typed file', () => {
    const texts = ['simple', 'ml', 'batch'].map((name) =>
      readFileSync(`test/fixtures/sweeps/${name}-sweep.yaml`, 'utf8'),
    );
    const json = '{"defaults": {"ttl": "1h", "user_data": "echo $LR"},\n "params": [{"name": "a", "lr": 1}]}';
    fc.assert(
      fc.property(
        fc.constantFrom(...texts, EVERYWHERE.replace('‸', ''), json),
        fc.nat(),
        fc.nat(),
        (whole, end, place) => {
          const text = whole.slice(0, end % (whole.length + 1));
          const offset = place % (text.length + 1);
          const language = whole === json ? 'json' : 'yaml';
          const { document, position } = at(`${text.slice(0, offset)}‸${text.slice(offset)}`, {
            knowledge,
            language,
          });
          const ranges = [
            ...complete(document, position, CONFIG).map(({ range }) => range),
            ...(hover(document, position, CONFIG) === undefined
              ? []
              : [hover(document, position, CONFIG)?.range]),
            ...outline(document).map(({ range }) => range),
            ...referencesAt(document, position),
            ...definitionsOf(document, position),
            ...scriptTokens(document).map(({ range }) => range),
          ];
          rename(document, position, 'other');
          folds(document);
          for (const range of ranges) {
            if (range === undefined) continue;
            const [from, to] = [offsetAt(text, range.start), offsetAt(text, range.end)];
            assert.ok(from >= 0 && from <= to && to <= text.length, JSON.stringify([text, range]));
          }
        },
      ),
      { numRuns: 150 },
    );
  }).timeout(120_000);
});
