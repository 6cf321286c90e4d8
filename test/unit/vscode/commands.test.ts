import assert from 'node:assert/strict';
import type { Estimate } from '../../../src/cost/estimate';
import type { LaunchPreview, LaunchRequest } from '../../../src/engine/engine';
import type { Run } from '../../../src/sweep/run';
import { haltedText, pausedText } from '../../../src/vscode/commands/paused';
import { launchQuestion } from '../../../src/vscode/documents/confirmation';
import { planText } from '../../../src/vscode/documents/plan-text';
import { totalsOf, totalsText } from '../../../src/vscode/fleet/totals';
import { runOf } from '../../sample-sweep';
import { run, sweep } from './fleet';

const runs: readonly Run[] = [10, 20, 30].map((value, index) => ({
  ...runOf(index, { ttlSeconds: 1800 }, { param_value: String(value) }),
  name: `test-${index + 1}`,
}));
const estimate: Estimate = {
  usd: 0.0156,
  expectedUsd: 0.0156,
  credits: [],
  stopping: { runs: 0, usdPerMonth: 0 },
  instances: [
    {
      label: 't3.micro in us-east-1',
      count: 3,
      hours: 0.5,
      price: { usdPerHour: 0.0104, source: 'bundled table', asOf: '2026-07-20' },
      usd: 0.0156,
    },
  ],
  volumes: [],
  addresses: [],
  unpriced: [],
  endless: 0,
  endlessUsdPerHour: 0,
};
const request: LaunchRequest = {
  sweep: { name: 'simple', runs },
  fileName: 'simple-sweep.yaml',
  fileText: '',
  region: 'us-east-1',
};
const preview: LaunchPreview = {
  request,
  sweepId: 'sweep-simple-20260127-100000',
  identity: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann', region: 'us-east-1' },
  plan: {
    sweepId: 'sweep-simple-20260127-100000',
    sweepName: 'simple',
    fileSha256: 'f'.repeat(64),
    size: 3,
    batches: [
      {
        id: 'b0',
        shape: {
          region: 'us-east-1',
          instanceTypes: ['t3.micro'],
          spot: false,
          securityGroups: [],
          shutdownBehavior: 'terminate',
          tags: {},
        },
        runs,
      },
    ],
  },
  estimate,
  setup: [
    { kind: 'bucket', name: 'spawn-results-123456789012-us-east-1', purpose: 'Keeps logs and results.' },
  ],
  calls: { RunInstances: 1, CreateTags: 3 },
  notes: ['Your quota allows 5 vCPUs.'],
};

describe('what is asked before a launch', () => {
  it('names count, cost, account, region, what is made first and what is worth knowing', () => {
    assert.deepEqual(launchQuestion(preview, 'aws'), {
      message: 'Launch 3 runs for up to $0.0156?',
      detail: [
        'simple-sweep.yaml → sweep-simple-20260127-100000',
        'Account 123456789012 · us-east-1',
        't3.micro in us-east-1: 3 × 30m × $0.0104 = $0.0156',
        '',
        'Resources to be created:',
        '• bucket spawn-results-123456789012-us-east-1: Keeps logs and results.',
        '',
        '• Your quota allows 5 vCPUs.',
      ].join('\n'),
      yes: 'Launch 3 runs',
    });
  });

  it('shows that the local cloud is free', () => {
    const asked = launchQuestion({ ...preview, setup: [], notes: [] }, 'local');
    assert.equal(asked.message, 'Launch 3 runs in the local cloud at no cost?');
    assert.equal(asked.detail, 'simple-sweep.yaml → sweep-simple-20260127-100000');
  });

  it('never shows an unbounded cost as bounded, nor an unknown price as known', () => {
    const message = (more: Partial<Estimate>) =>
      launchQuestion({ ...preview, estimate: { ...estimate, ...more } }, 'aws').message;
    assert.equal(
      message({ endless: 2 }),
      'Launch 3 runs for $0.0156 or more (2 runs without a ttl, so the cost is unlimited)?',
    );
    assert.equal(
      message({ endless: 3, usd: 0 }),
      'Launch 3 runs for an unlimited cost (3 runs without a ttl)?',
    );
    assert.equal(
      message({ unpriced: ['x9.huge in eu-west-1'] }),
      'Launch 3 runs for at least $0.0156 (price unknown: x9.huge in eu-west-1)?',
    );
    assert.equal(
      message({ unpriced: ['x9.huge in eu-west-1'], usd: 0 }),
      'Launch 3 runs for an unknown price?',
    );
  });
});

describe('the dry run', () => {
  it('is a document with cost, calls, batches and each environment', () => {
    assert.equal(
      planText({ kind: 'asked', preview, provider: 'aws' }),
      `# Dry run of simple-sweep.yaml

Nothing was created, and there are no charges. This is what a launch would do.

    Sweep  sweep-simple-20260127-100000
    Runs   3
    Where  AWS account 123456789012, us-east-1 (arn:aws:iam::123456789012:user/ann)
    Cost   up to $0.0156

## Notes

- Your quota allows 5 vCPUs.

## Cost

- t3.micro in us-east-1: 3 × 30m × $0.0104 = $0.0156 (bundled table, 2026-07-20)

Total up to $0.0156, if every run reaches its ttl.

## Resources to be created in the account

- bucket \`spawn-results-123456789012-us-east-1\`: Keeps logs and results.

## API calls

    RunInstances  1
    CreateTags    3

## Batches

The runs of a batch share one RunInstances call.

### b0

    Runs           test-1, test-2, test-3
    Instance type  t3.micro
    Region         us-east-1
    Image          newest Amazon Linux 2023
    Market         on demand
    TTL            30m
    On complete    terminate

## Environment of each run

${runs
  .map(
    ({ index, name }) => `### ${index} · ${name}

    PARAM_VALUE=${(index + 1) * 10}
    NAME=${name}
    SWEEP_ID=sweep-simple-20260127-100000
    SWEEP_NAME=simple
    SWEEP_INDEX=${index}
    SWEEP_SIZE=3
    SWEEP_REGION=us-east-1
`,
  )
  .join('\n')}`,
    );
  });

  it('shows what is unknown if the cloud couldn’t be asked', () => {
    const text = planText({
      kind: 'file-only',
      plan: preview.plan,
      estimate,
      request,
      provider: 'aws',
      reason: 'No credentials.',
    });
    assert.ok(text.includes('> The cloud was not contacted: No credentials.\n'));
    assert.ok(!text.includes('## API calls'));
  });
});

describe('totals of the status bar', () => {
  it('count AWS in dollars and everything in runs', () => {
    const place = { instances: [], older: 0 };
    const aws = sweep('a', [run(0, 'running'), run(1, 'queued')], { accruedUsd: 0.84, projectedUsd: 3.1 });
    const local = sweep('l', [run(0, 'running'), run(1, 'pending')], { accruedUsd: 5, projectedUsd: 6 });
    const ended = sweep('e', [run(0, 'succeeded', { billing: false })], { accruedUsd: 9, projectedUsd: 9 });
    const fleet = [
      { ...place, provider: 'aws', sweeps: [aws, ended] },
      { ...place, provider: 'local', sweeps: [local] },
    ] as const;
    assert.equal(totalsText(totalsOf(fleet)), '2 running · 1 pending · 1 queued · $0.84 of ≤ $3.10');
    assert.equal(totalsText(totalsOf([])), '');
    const unpriced = sweep('u', [run(0, 'running')], { accruedUsd: 0, projectedUsd: 0, unpriced: 1 });
    assert.equal(
      totalsText(totalsOf([{ ...place, provider: 'aws', sweeps: [unpriced] }])),
      '1 running · 1 unpriced',
    );
  });
});

describe('a launch that the end of the session stopped', () => {
  it('shows what is running and what is left', () => {
    assert.equal(
      pausedText('sweep-x', { launched: 40, failed: 3, size: 100, message: '' }),
      'Your AWS session ended while sweep-x was launching. 40 of 100 runs launched: running instances continue and incur charges. 3 could not be launched. 57 remain. Sign in, then resume: nothing is launched twice.',
    );
    assert.equal(
      pausedText('sweep-x', { launched: 0, failed: 0, size: 2, message: '' }),
      'Your AWS session ended while sweep-x was launching. No instance is known to be running yet. 2 remain. Sign in, then resume: nothing is launched twice.',
    );
    assert.equal(
      pausedText('sweep-x', undefined),
      'Your AWS session ended, so sweep-x could not continue. Running instances continue and incur charges. Sign in, then resume: nothing is launched twice.',
    );
  });
});

describe('a launch that something else stopped half-way', () => {
  it('shows what happened, what is running, and what is left', () => {
    assert.equal(
      haltedText('sweep-x', { launched: 1, failed: 0, size: 3, message: '' }, 'AWS cannot be reached.'),
      'AWS cannot be reached. Launching sweep-x stopped. 1 of 3 runs launched: running instances continue and incur charges. 2 remain. Nothing is launched twice when you resume.',
    );
    assert.equal(
      haltedText('sweep-x', undefined, 'AWS cannot be reached.'),
      'AWS cannot be reached. Launching sweep-x stopped. Running instances continue and incur charges. Nothing is launched twice when you resume.',
    );
  });
});
