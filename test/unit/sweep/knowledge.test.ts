import assert from 'node:assert/strict';
import type { SweepDocument } from '../../../src/sweep/document';
import type { Knowledge, KnownInstanceType } from '../../../src/sweep/knowledge';
import type { FoundFiles, Surroundings } from '../../../src/sweep/surroundings';
import { applied, open, told } from './mark';

const type = (name: string, vcpus: number, architecture: string, spot = true): KnownInstanceType => ({
  name,
  vcpus,
  memoryGib: 1,
  architectures: [architecture],
  spot,
});

const TYPES = [
  type('t3.micro', 2, 'x86_64'),
  type('t3.small', 2, 'x86_64'),
  type('t4g.micro', 2, 'arm64'),
  type('mac1.metal', 12, 'x86_64', false),
];

const KNOWLEDGE: Knowledge = {
  instanceTypes: new Map(TYPES.map((each) => [each.name, each])),
  regions: ['us-east-1', 'eu-west-1'],
  spotPrice: () => 0.05,
  estimate: (runs) => runs.length * 0.5,
  vcpuQuota: () => ({ code: 'L-1216C47A', vcpus: 5 }),
  image: () => ({ architecture: 'x86_64' }),
  packedSize: (script) => script.length,
};

describe('what is known of EC2', () => {
  const problems = (
    settings: string,
    options: { knowledge?: Knowledge; surroundings?: Surroundings } = {},
  ) => {
    const text = `defaults:\n  ttl: 1h\n  user_data: echo\n${settings}`;
    return told(text, open(text, { knowledge: KNOWLEDGE, ...options }).problems());
  };
  const runs = (count: number): string =>
    `params:\n${Array.from({ length: count }, (_, at) => `  - a: ${at}\n`).join('')}`;

  const cases: readonly [string, string, readonly string[]][] = [
    [
      'instance types and regions',
      `  instance_type: [t3.mikro, t3.small]\n  region: us-east-1a\n${runs(1)}`,
      ['unknown-instance-type 3:18 "t3.mikro"', 'unknown-region 4:10 "us-east-1a"'],
    ],
    [
      'spot with stop, in defaults and in a run',
      `  spot: true\n${runs(1)}    on_complete: stop\n  - spot: false\n    on_complete: stop\n`,
      ['stop-with-spot 6:17 "stop"'],
    ],
    ['a price without spot', `  spot_max_price: 1\n${runs(1)}`, ['price-without-spot 3:18 "1"']],
    [
      'credits that no type has',
      `  instance_type: m7i.large\n  cpu_credits: standard\n${runs(1)}  - instance_type: t3.micro\n`,
      ['unknown-instance-type 3:17 "m7i.large"', 'credits-without-burstable 4:15 "standard"'],
    ],
    [
      'values that these keys do not take',
      `  cpu_credits: Unlimited\n  price: $4.10\n${runs(1)}  - price: 0\n`,
      ['invalid-value 3:15 "Unlimited"', 'invalid-value 4:9 "$4.10"', 'invalid-value 7:11 "0"'],
    ],
    [
      'a spot price that is too low',
      `  spot: true\n  region: us-east-1\n  instance_type: t3.micro\n  spot_max_price: 0.01\n${runs(1)}`,
      ['spot-price-too-low 6:18 "0.01"'],
    ],
    [
      'a type without spot',
      `  spot: true\n  instance_type: mac1.metal\n${runs(0)}  - a: 1\n`,
      ['over-quota 0:0 "defaults"', 'no-spot 4:17 "mac1.metal"'],
    ],
    [
      'an image for another architecture',
      `  ami: ami-12345678\n${runs(1)}    instance_type: t4g.micro\n`,
      ['architecture-mismatch 6:19 "t4g.micro"'],
    ],
    [
      'a zone of another region',
      `  region: us-east-1\n  availability_zone: eu-west-1a\n${runs(1)}`,
      ['zone-not-in-region 4:21 "eu-west-1a"'],
    ],
    ['a quota', runs(3), ['over-quota 0:0 "defaults"']],
    ['a quota that is kept', `${runs(3)}max_concurrent: 2\n`, []],
    ['a budget', `${runs(2)}budget: 0.9\n`, ['over-budget 6:8 "0.9"']],
    ['a budget that is kept', `${runs(2)}budget: 1\n`, []],
  ];
  for (const [title, settings, expected] of cases) {
    it(`reports ${title}`, () => assert.deepEqual(problems(settings), expected));
  }

  it('reports a budget that can’t be guaranteed: an error if the file alone decides it', () => {
    const gapped = (certain: boolean): Knowledge => ({
      ...KNOWLEDGE,
      budgetGaps: () => [
        { text: 'No price.', certain: false },
        ...(certain ? [{ text: 'No end.', certain }] : []),
      ],
    });
    for (const [certain, severity, gap] of [
      [false, 'warning', 'No price.'],
      [true, 'error', 'No end.'],
    ] as const) {
      const text = `defaults:\n  ttl: 1h\n  user_data: echo\n${runs(1)}budget: 9\n`;
      const found = open(text, { knowledge: gapped(certain) }).problems();
      assert.deepEqual(
        found.map((one) => [one.code, one.severity]),
        [['budget-not-held', severity]],
      );
      assert.match(found[0]?.message ?? '', new RegExp(`the launch is refused. ${gap}`));
    }
  });

  it('reports a script that is too large', () => {
    const text = `defaults:\n  ttl: 1h\n  user_data: "echo ${'x'.repeat(20_000)}"\n${runs(1)}`;
    assert.deepEqual(
      open(text, { knowledge: KNOWLEDGE })
        .problems()
        .map(({ code }) => code),
      ['user-data-too-large'],
    );
  });

  const found = (files: FoundFiles['files'], left: Partial<FoundFiles['left']> = {}): FoundFiles => ({
    files,
    left: { ignored: 0, examples: [], caches: 0, obstacles: [], ...left },
  });

  it('reports files that are left out, and sends ignored files if requested', () => {
    const surroundings: Surroundings = {
      readText: () => undefined,
      findFiles: (pattern) => {
        if (typeof pattern !== 'string') return found([{ path: 'data/a', size: 1 }]);
        if (pattern === 'conf/**')
          return found([{ path: 'conf/a', size: 1 }], {
            caches: 3,
            obstacles: [{ path: 'conf/big', obstacle: 'outside' }],
          });
        if (pattern === 'src/**') return found([{ path: 'src/a', size: 1 }], { caches: 3 });
        return found([], { ignored: 1204, examples: ['data/a', 'data/b', 'data/c'] });
      },
    };
    const text = `  files: [data/**, conf/**, src/**]\n${runs(1)}`;
    const around = (part: string): SweepDocument =>
      open(`defaults:\n  ttl: 1h\n  user_data: go $A\n${part}`, { surroundings });
    assert.deepEqual(
      around(text)
        .problems()
        .map(({ code, message, severity }) => [code, severity, message]),
      [
        [
          'file-left-behind',
          'error',
          'Nothing in `data/**` is uploaded to the instances: 1,204 git-ignored files (data/a, data/b, data/c, …).',
        ],
        [
          'file-left-behind',
          'warning',
          'Not everything in `conf/**` is uploaded to the instances: 1 link that points outside the folder (conf/big).',
        ],
      ],
    );
    const [fix] = around(text).problems()[0]?.fixes ?? [];
    assert.ok(fix !== undefined);
    const fixed = applied(around(text).text, fix.edits);
    assert.match(fixed, /files: \[\{path: "data\/\*\*", ignored: true\}, conf/);
    const after = around(text.replace('data/**', '{path: "data/**", ignored: true}'));
    assert.deepEqual(
      after.problems().map(({ severity }) => severity),
      ['warning'],
    );
    assert.deepEqual(after.sweep().runs[0]?.settings.files, [
      { path: 'data/**', ignored: true },
      'conf/**',
      'src/**',
    ]);
    for (const wrong of ['{path: a, ignored: maybe}', '{ignored: true}', '{path: a, deep: 1}', '[a]'])
      assert.deepEqual(
        around(`  files: [${wrong}]\n${runs(1)}`)
          .problems()
          .map(({ code }) => code),
        ['invalid-value'],
        wrong,
      );
  });

  it('reports files that are missing, outside or large', () => {
    const surroundings: Surroundings = {
      readText: () => undefined,
      findFiles: (pattern) => found(pattern === 'big/**' ? [{ path: 'big/a', size: 3e8 }] : []),
    };
    assert.deepEqual(problems(`  files: [big/**, no.py, ../x]\n${runs(1)}`, { surroundings }), [
      'files-too-large 3:10 "big/**"',
      'missing-file 3:18 "no.py"',
      'file-outside 3:25 "../x"',
    ]);
    const text = 'defaults:\n  ttl: 1h\n  user_data: {file: no.sh}\nparams: {file: no.csv}\n';
    assert.deepEqual(told(text, open(text, { surroundings }).problems()), [
      'missing-file 2:20 "no.sh"',
      'missing-file 3:15 "no.csv"',
    ]);
    assert.deepEqual(told(text, open(text).problems()), [
      'file-unread 2:20 "no.sh"',
      'file-unread 3:15 "no.csv"',
    ]);
    assert.deepEqual(problems(`  files: [a.py, ../x]\n${runs(1)}`), [
      'file-unread 3:10 "a.py"',
      'file-outside 3:16 "../x"',
    ]);
  });
});
