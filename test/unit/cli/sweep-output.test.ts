import assert from 'node:assert/strict';
import { instanceJson, renderInstance, renderInstances } from '../../../src/cli/output/instance';
import { plainScreen } from '../../../src/cli/output/screen';
import { renderSweep, statusOf } from '../../../src/cli/output/sweep';
import { runJson, sweepJson } from '../../../src/cli/output/sweep-json';
import { runOf } from '../../../src/cli/reference';
import type { Instance } from '../../../src/engine/ports';
import type { RunView, SweepView } from '../../../src/engine/view';

const launchedAt = Date.UTC(2026, 0, 27, 10);
const now = launchedAt + 120_000;

function instance(index: number): Instance {
  return {
    id: `i-0abc00000000000${index}`,
    region: 'us-east-1',
    availabilityZone: 'us-east-1a',
    type: 't3.micro',
    state: 'running',
    launchIndex: index,
    launchedAt,
    publicIp: `203.0.113.${index}`,
    spot: false,
    tags: { Name: `test-${index}`, 'sweep:id': 'sweep-20260127-100000' },
  };
}

function run(index: number, given: Partial<RunView> = {}): RunView {
  return {
    index,
    name: `test-${index}`,
    parameters: { param_value: `${index}0` },
    state: 'running',
    instance: instance(index),
    instanceId: instance(index).id,
    instanceType: 't3.micro',
    region: 'us-east-1',
    launchedAt,
    expiresAt: launchedAt + 1_800_000,
    accruedUsd: 0.0005,
    billing: true,
    ...given,
  };
}

function view(runs: readonly RunView[], given: Partial<SweepView> = {}): SweepView {
  return {
    id: 'sweep-20260127-100000',
    name: '',
    createdAt: launchedAt,
    fileName: 'simple-sweep.yaml',
    fileText: '',
    region: 'us-east-1',
    bucket: 'spawn-results',
    runs,
    finished: false,
    resumable: false,
    accruedUsd: 0.0015,
    projectedUsd: 0.0244,
    unpriced: 0,
    ...given,
  };
}

describe('renderSweep', () => {
  it('shows for a sweep without a bucket how the states of its jobs are determined', () => {
    const { bucket: _, ...without } = view([run(0)]);
    const text = renderSweep(without, now, { local: false, flags: ' --bucket none' });
    assert.match(text, /No bucket.*\n {2}spawn collect-results sweep-20260127-100000 --bucket none$/m);
  });

  it('shows runs, progress by finished jobs, and costs', () => {
    const {
      instance: _,
      instanceId: ___,
      expiresAt: __,
      ...gone
    } = run(3, { state: 'failed', exitCode: 2, billing: false });
    const runs = [run(1), run(2, { state: 'succeeded', exitCode: 0, endedAt: launchedAt + 45_000 }), gone];
    assert.equal(
      renderSweep(view(runs), now, { local: false, flags: '' }),
      `! 1 of 3 runs failed · 2 of 3 ended
  test-3: failed (exit 2)
  spawn logs sweep-20260127-100000 test-3

Sweep: sweep-20260127-100000
Parameters: 3
Status: running
Progress: 2/3 finished (66%) · 1 running, 1 succeeded, 1 failed

Costs:
  Current: $0.0015
  Projected: ≤ $0.0244
  1 finished run keeps its instance, which still costs.
  To end that: spawn cancel sweep-20260127-100000

Instances:
NAME    INSTANCE-ID         STATE            UPTIME  TTL-REMAINING
test-1  i-0abc000000000001  running              2m            28m
test-2  i-0abc000000000002  succeeded            2m            28m
test-3  -                   failed (exit 2)      2m              -`,
    );
  });

  it('shows why, what is unknown, and how to continue', () => {
    const reason = 'No capacity\u001b[31m for t3.micro.';
    const {
      instance: _,
      instanceId: __,
      ...refused
    } = run(1, { state: 'launch-failed', reason, billing: false });
    const text = renderSweep(view([refused], { resumable: true, unpriced: 1, budget: 5 }), now, {
      local: false,
      flags: '',
    });
    assert.match(text, /^Status: incomplete$/m);
    assert.match(text, /spawn resume sweep-20260127-100000$/m);
    assert.match(text, /^ {2}test-1: No capacity for t3\.micro\.$/m);
    assert.match(text, /^ {2}The price of 1 run is unknown and is not in these sums\.$/m);
    assert.match(text, /^ {2}Budget: \$5\.00$/m);
  });

  it('shows a state that this version does not know verbatim', () => {
    assert.match(
      renderSweep(view([run(1, { state: 'hibernated' })]), now, { local: false, flags: '' }),
      / · 1 hibernated[\s\S]* hibernated /,
    );
  });

  it('shows that the local cloud is free', () => {
    const kept = run(1, { state: 'succeeded', exitCode: 0, endedAt: now });
    const text = renderSweep(view([kept]), now, { local: true, flags: ' --provider local' });
    assert.match(text, /^Costs \(what AWS would charge; the local cloud is free\):$/m);
    assert.match(
      text,
      /^ {2}1 finished run keeps its instance\.\n {2}To end that: spawn cancel \S+ --provider local$/m,
    );
  });

  it('shows a sweep without runs', () => {
    assert.match(
      renderSweep(view([], { finished: true }), now, { local: false, flags: '' }),
      /^✓ No runs$[\s\S]*Status: finished[\s\S]*Progress: 0\/0 finished \(100%\)$/m,
    );
  });
});

describe('labels of runs in a terminal', () => {
  const runs = ['0.001', '0.01'].map((rate, index) =>
    run(index, {
      name: `learning_rate-${rate}-batch_size-32`,
      parameters: { learning_rate: rate, batch_size: '32', dropout: String(index) },
    }),
  );
  const named = view(
    runs.map((one, index) => ({ ...one, name: `${one.name.replace(/-batch.*/, '')}-dropout-${index}` })),
  );

  it('are the parameters that vary, and identify the run in a command', () => {
    const screen = { ...plainScreen, isScreen: true };
    assert.match(renderSweep(named, now, { local: false, flags: '' }, screen), /^0\.001 · 0 +i-/m);
    assert.equal(runOf(named, '0.01 · 1').index, 1);
    assert.equal(runOf(named, 'learning_rate-0.01-dropout-1').index, 1);
  });

  it('are the full names where a program reads them', () => {
    assert.match(
      renderSweep(named, now, { local: false, flags: '' }),
      /^learning_rate-0\.001-dropout-0 +i-/m,
    );
  });
});

describe('a long sweep on a screen', () => {
  const many = Array.from({ length: 50 }, (_, index) =>
    run(index, index === 40 ? { state: 'failed', exitCode: 3 } : index < 5 ? { state: 'succeeded' } : {}),
  );
  const screen = { ...plainScreen, isScreen: true, columns: 80, rows: 24 };
  const reach = { local: false, flags: '' };

  it('fits: the verdict and the last line of what failed first, then the most urgent runs in their order', () => {
    const lastLines = new Map([['test-40', 'ValueError: shapes do not match']]);
    const lines = renderSweep(view(many), now, reach, screen, { lastLines }).split('\n');
    assert.ok(lines.length < 24, String(lines.length));
    assert.deepEqual(lines.slice(0, 3), [
      '! 1 of 50 runs failed · 6 of 50 ended',
      '  test-40: failed (exit 3): ValueError: shapes do not match',
      '  spawn logs sweep-20260127-100000 test-40',
    ]);
    const names = lines.flatMap((line) => /^test-(\d+) /.exec(line)?.[1] ?? []).map(Number);
    assert.equal(names.at(-1), 40);
    assert.deepEqual(
      names,
      [...names].sort((a, b) => a - b),
    );
    assert.equal(lines.at(-1), `${50 - names.length} others: spawn status sweep-20260127-100000 --all`);
    assert.ok(lines.every((line) => line.length <= 80));
  });

  it('lists all with --all, and in a pipe', () => {
    for (const text of [
      renderSweep(view(many), now, reach, screen, { all: true }),
      renderSweep(view(many), now, reach),
    ])
      assert.equal(text.match(/^test-\d+ /gm)?.length, 50);
  });

  it('shows no end where nothing ends an instance', () => {
    const { expiresAt: _, ...endless } = run(0, { hourlyUsd: 0.049 });
    const text = renderSweep(view([endless]), now, reach);
    assert.match(text, /^ {2}Projected: no end \(\$0\.049 an hour\)$/m);
    assert.match(text, /^test-0 .* no end$/m);
  });

  it('shows what spot has saved', () => {
    const parts = { hours: 1, instance: 0.4, credits: 0, volume: 0, address: 0, onDemand: 1 };
    const price = { usdPerHour: 0.4, source: 'live' };
    const text = renderSweep(view([run(0, { costParts: { ...parts, price } })]), now, reach);
    assert.match(text, /^ {2}Spot saved: \$0\.60 \(60% below on-demand\)$/m);
  });
});

describe('statusOf', () => {
  it('distinguishes running, finished, and incomplete', () => {
    assert.deepEqual([view([]), view([], { finished: true }), view([], { resumable: true })].map(statusOf), [
      'running',
      'finished',
      'incomplete',
    ]);
  });
});

describe('JSON for scripts', () => {
  it('of an instance has tags.Name and network.public_ip', () => {
    assert.deepEqual(instanceJson(instance(1)), {
      instance_id: 'i-0abc000000000001',
      name: 'test-1',
      sweep_id: 'sweep-20260127-100000',
      state: 'running',
      state_reason: null,
      instance_type: 't3.micro',
      region: 'us-east-1',
      availability_zone: 'us-east-1a',
      launched_at: '2026-01-27T10:00:00.000Z',
      spot: false,
      tags: { Name: 'test-1', 'sweep:id': 'sweep-20260127-100000' },
      network: { public_ip: '203.0.113.1', private_ip: null },
    });
  });

  it('of a run has index, name, instance, state and region', () => {
    const { index, name, instance_id, state, region, ttl_remaining_seconds } = runJson(run(1), now);
    assert.deepEqual(
      [index, name, instance_id, state, region, ttl_remaining_seconds],
      [1, 'test-1', 'i-0abc000000000001', 'running', 'us-east-1', 1680],
    );
  });

  it('of a sweep counts states', () => {
    const { states, sweep_id } = sweepJson(
      view([run(1), run(2, { state: 'failed', exitCode: 1 }), run(3)]),
      now,
    );
    assert.deepEqual(states, { running: 2, failed: 1 });
    assert.equal(sweep_id, 'sweep-20260127-100000');
  });
});

describe('instances as text', () => {
  it('is a line each, with a header for people alone', () => {
    const rows = [{ instance: instance(1), run: run(1) }, { instance: instance(2) }];
    assert.equal(renderInstances(rows, now, plainScreen).split('\n').length, 2);
    const [header, first] = renderInstances(rows, now, { ...plainScreen, isScreen: true }).split('\n');
    assert.match(
      header ?? '',
      /^NAME\s+INSTANCE-ID\s+STATE\s+JOB\s+TYPE\s+REGION\s+UPTIME\s+PUBLIC-IP\s+SWEEP$/,
    );
    assert.match(
      first ?? '',
      /^test-1\s+i-0abc000000000001\s+running\s+running\s+t3\.micro\s+us-east-1\s+2m\s+203\.0\.113\.1\s+sweep-20260127-100000$/,
    );
  });

  it('keeps hostile names on their line', () => {
    const hostile = { ...instance(1), tags: { Name: '-rf\n\u001b[2J', 'sweep:id': 'x' } };
    const text = renderInstances([{ instance: hostile }], now, plainScreen);
    assert.equal(text.split('\n').length, 1);
    assert.ok(text.startsWith('-rf\\n '));
  });

  it('of one instance names its facts and leaves out what is unknown', () => {
    const text = renderInstance(instance(1), now);
    assert.match(text, /^Public IP: +203\.0\.113\.1$/m);
    assert.match(text, /^Uptime: +2m$/m);
    assert.match(text, /^Tag: +sweep:id=sweep-20260127-100000$/m);
    assert.doesNotMatch(text, /Private IP|Reason/);
  });

  it('shows what is running past its ttl, what is stopped, and what CPU credits may add', () => {
    const minutes = (count: number): number => launchedAt + count * 60_000;
    const text = renderSweep(
      view(
        [
          run(0, { state: 'overdue', overdue: true, hourlyUsd: 0.1163 }),
          run(1, { state: 'succeeded', stopped: true, hourlyUsd: 0.0548, endedAt: minutes(2) }),
        ],
        { accruedUsd: 0.05, creditsUsd: 0.04 },
      ),
      minutes(42),
      { local: false, flags: '' },
    );
    assert.match(text, /^test-0 +i-\S+ +past its TTL +\S+ +over 12m/m);
    assert.match(text, /^ {2}Current: ≤ \$0\.05 \(\$0\.01 without CPU credits\)$/m);
    assert.match(text, /^ {2}1 instance is stopped\. Its disk costs \$0\.0548 an hour/m);
    assert.match(
      text,
      /^ {2}1 instance is past its TTL and does not end by itself: test-0\. It costs up to \$0\.12 an hour/m,
    );
    assert.doesNotMatch(text, /keeps its instance/);
  });
});
