import assert from 'node:assert/strict';
import { wasLaunched } from '../../../src/cli/commands/carry-out';
import { estimateLine, renderEstimate } from '../../../src/cli/output/estimate';
import { renderNothingLeft, renderOutcome } from '../../../src/cli/output/outcome';
import { intentSentence, keptWarning, renderIntent } from '../../../src/cli/output/preview';
import type { Estimate } from '../../../src/cost/estimate';
import type { LaunchPreview } from '../../../src/engine/engine';
import type { RunView, SweepView } from '../../../src/engine/view';
import { planSweep } from '../../../src/plan/plan';
import { readSweep } from '../../../src/sweep/read';
import { accessOf } from '../../sample-access';

const sweepId = 'sweep-20260127-100000';
const estimate: Estimate = {
  usd: 0.0104,
  expectedUsd: 0.0104,
  credits: [],
  stopping: { runs: 0, usdPerMonth: 0 },
  instances: [
    {
      label: 't3.micro in us-east-1',
      count: 2,
      hours: 0.5,
      price: { usdPerHour: 0.0104, source: 'bundled', asOf: '2026-07' },
      usd: 0.0104,
    },
  ],
  volumes: [],
  addresses: [],
  unpriced: [],
  endless: 0,
  endlessUsdPerHour: 0,
};

function preview(text: string): LaunchPreview {
  const { sweep } = readSweep(
    { text, language: 'yaml', fileName: 'a-sweep.yaml' },
    { instanceType: 't3.micro', region: 'us-east-1' },
  );
  const plan = planSweep(sweep, { sweepId, fileSha256: '0'.repeat(64) }, accessOf());
  const identity = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/me', region: 'us-east-1' };
  const request = { sweep, fileName: 'a-sweep.yaml', fileText: text, region: identity.region };
  return { request, sweepId, identity, plan, estimate, setup: [], calls: {}, notes: [] };
}

const run = (index: number, given: Partial<RunView> = {}): RunView => ({
  index,
  name: `r-${index}`,
  parameters: {},
  state: 'running',
  instanceId: `i-${index}`,
  region: 'us-east-1',
  billing: true,
  ...given,
});

const view = (runs: readonly RunView[]): SweepView => ({
  id: sweepId,
  name: '',
  createdAt: 0,
  fileName: 'a-sweep.yaml',
  fileText: '',
  region: 'us-east-1',
  bucket: 'record',
  runs,
  finished: false,
  resumable: false,
  accruedUsd: 0,
  projectedUsd: 0,
  unpriced: 0,
});

describe('the output of a launch before it spends money', () => {
  const simple = preview('defaults: {ttl: 30m}\ngrid: {a: [1, 2]}\n');

  it('is account, region, what will run and the most it costs, with its arithmetic', () => {
    assert.equal(
      renderIntent(simple, 'a-sweep.yaml', false),
      `Parameter File: a-sweep.yaml
Sweep ID: ${sweepId}
Parameters: 2
Instances: 2

Configuration:
  Instance Type: t3.micro
  Account: 123456789012
  Region: us-east-1
  TTL: 30m
  On complete: keep
  Spot: no

Estimated cost: ≤ $0.0104
  t3.micro in us-east-1: 2 × 30m × $0.0104 = $0.0104
  Prices: bundled, 2026-07
`,
    );
  });

  it('is a sentence and the arithmetic where stdout is for programs', () => {
    assert.equal(
      intentSentence(simple, true),
      `Launching 2 runs on t3.micro in account 123456789012, us-east-1.
Estimated cost: ≤ $0.0104
  t3.micro in us-east-1: 2 × 30m × $0.0104 = $0.0104
  Prices: bundled, 2026-07
  The local cloud is free. This is what AWS would charge.`,
    );
  });
});

describe('the output of a launch about instances that run longer than their job', () => {
  const aws = { local: false, flags: '' };

  it('names their end and that they cost, and how to end them', () => {
    assert.deepEqual(keptWarning(preview('defaults: {ttl: 30m}\ngrid: {a: [1, 2]}\n'), sweepId, aws), [
      'Every instance keeps running, and costs, after its job (on_complete: keep), until its ttl is over.',
      `  To end it: spawn cancel ${sweepId}`,
    ]);
    assert.deepEqual(
      keptWarning(preview('params: [{a: 1, on_complete: terminate}, {a: 2}]\n'), sweepId, {
        local: true,
        flags: ' --provider local',
      }),
      [
        'For 1 of 2 runs, the instance keeps running after its job (on_complete: keep), until you end it, because it has no ttl.',
        `  To end it: spawn cancel ${sweepId} --provider local`,
      ],
    );
    assert.match(
      keptWarning(preview('params: [{a: 1, ttl: 1h}, {a: 2}]\n'), sweepId, aws)[0] ?? '',
      /, and costs, after its job \(on_complete: keep\), until its ttl is over, or without a ttl until you end it\.$/,
    );
  });

  it('is nothing where all end with their job', () => {
    const text = 'defaults: {ttl: 30m, on_complete: terminate}\ngrid: {a: [1, 2]}\n';
    assert.deepEqual(keptWarning(preview(text), sweepId, aws), []);
  });
});

describe('the output at the end of a launch', () => {
  it('is the sum again, and that the local cloud takes nothing', () => {
    const here = { local: true, flags: ' --provider local' };
    assert.match(
      renderOutcome(view([run(0)]), estimate, here),
      /\nEstimated cost: ≤ \$0\.0104\n {2}The local cloud is free\. This is what AWS would charge\.$/,
    );
    const aws = { local: false, flags: '' };
    assert.match(renderOutcome(view([run(0)]), estimate, aws), /\nEstimated cost: ≤ \$0\.0104$/);
  });

  it('is that nothing was left, where a sweep is resumed that had been launched in full', () => {
    const { instanceId: _, ...queued } = run(1, { state: 'queued', billing: false });
    const before = view([run(0), queued]);
    assert.equal(wasLaunched(before, view([run(0, { state: 'succeeded' }), queued])), false);
    assert.equal(wasLaunched(before, view([run(0), run(1)])), true);
    assert.equal(wasLaunched(before, view([run(0), { ...queued, state: 'launch-failed' }])), true);
    assert.equal(
      renderNothingLeft(view([run(0), run(1, { state: 'succeeded' })]), { flags: ' --provider local' }),
      `Nothing was left to launch of ${sweepId}: 1 running, 1 succeeded.\n  spawn status ${sweepId} --provider local`,
    );
  });
});

describe('the estimate of a launch', () => {
  it('is unbounded without a ttl, and shows the hourly cost', () => {
    const endless: Estimate = { ...estimate, usd: 0, endless: 2, endlessUsdPerHour: 0.049, instances: [] };
    assert.equal(estimateLine(endless), 'Estimated cost: no end ($0.049 an hour)');
    assert.equal(
      estimateLine({ ...endless, usd: 1.5 }),
      'Estimated cost: ≤ $1.50 for runs with a ttl; no end ($0.049 an hour)',
    );
    assert.equal(estimateLine({ ...endless, endlessUsdPerHour: 0 }), 'Estimated cost: no end');
    assert.match(
      renderEstimate(endless),
      /^ {2}2 runs have no ttl: their instances cost until you end them/m,
    );
  });

  it('has what is expected of spot next to the most it can cost, and what spot saves in percent', () => {
    const [line] = estimate.instances;
    assert.ok(line !== undefined);
    const spot: Estimate = {
      ...estimate,
      usd: 1.07,
      expectedUsd: 0.41,
      instances: [
        {
          ...line,
          price: { ...line.price, usdPerHour: 1.07 },
          present: { usdPerHour: 0.41, source: 'live' },
          usd: 1.07,
          onDemandUsd: 1.07,
        },
      ],
    };
    assert.match(renderEstimate(spot), /^Estimated cost: ≤ \$1\.07 \(\$0\.41 at the current spot price\)$/m);
    assert.match(
      renderEstimate(spot),
      /^ {2}Spot at its present price: 62% below on-demand, \$0\.66 saved$/m,
    );
  });
});
