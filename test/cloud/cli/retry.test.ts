import assert from 'node:assert/strict';
import { join } from 'node:path';
import { eventually, openCloud, type TestCloud } from '../local/harness';
import { done, type Machine, newMachine, type Outcome } from './spawn';

/** Its first attempt waits to be interrupted, and the next one ends well. */
const sweepFile = `name: spot
defaults:
  instance_type: t3.micro
  region: us-east-1
  spot: prefer
  ttl: 1h
  retry: 2
  on_complete: terminate
  user_data: |
    #!/bin/bash
    [ "$SPAWN_ATTEMPT" != 1 ] || sleep 600
    [ "$SEED" != 2 ] || exit 7
    echo "{\\"attempt\\": $SPAWN_ATTEMPT}" >/tmp/results.json
grid:
  seed: [1, 2]
`;

interface Attempt {
  readonly attempt: number;
  readonly state: string;
  readonly spot: boolean;
}
interface Run {
  readonly name: string;
  readonly state: string;
  readonly instance_id: string;
  readonly attempt: number;
  readonly earlier_attempts: readonly Attempt[];
  readonly accrued_usd: number;
}
interface Sweep {
  readonly sweep_id: string;
  readonly finished: boolean;
  readonly waiting_to_retry: number;
  readonly driven: boolean;
  readonly runs: readonly Run[];
}

describe('spawn drive and spawn retry', function () {
  this.timeout(240_000);
  let machine: Machine;
  let at: TestCloud;
  const flags = ['--provider', 'local'];

  before(async () => {
    machine = await newMachine();
    const stateFolder = join(machine.folder, 'state', 'spawn', 'local');
    at = await openCloud({ compute: 'processes', throttling: false, stateFolder });
    await machine.write('spot-sweep.yaml', sweepFile);
  });
  after(async () => {
    await at.close();
    await machine.dispose();
  });

  const status = async (id: string): Promise<Sweep> =>
    JSON.parse(done(await machine.spawn('status', id, '--json', ...flags)).stdout);

  /** Takes the instances of all runs away once their scripts run. */
  const interruptAll = async (id: string): Promise<void> => {
    const { runs } = await eventually(async () => {
      const now = await status(id);
      return now.runs.every(({ state }) => state === 'running') ? now : undefined;
    });
    at.cloud.control.reclaim(runs.map(({ instance_id: instance }) => instance));
  };

  let id = '';

  it('says that interrupted runs wait, and how to continue', async () => {
    const launch = done(await machine.spawn('launch', 'spot-sweep.yaml', '--yes', '--json', ...flags));
    id = JSON.parse(launch.stdout).sweep_id;
    assert.match(
      launch.stderr,
      /A run that needs another attempt waits, at no cost, until you run: spawn drive \S+-spot-/,
    );
    await interruptAll(id);
    const waiting = await eventually(async () => {
      const now = await status(id);
      return now.waiting_to_retry === 2 ? now : undefined;
    });
    assert.deepEqual([waiting.finished, waiting.driven], [false, false]);
    const { stdout } = done(await machine.spawn('status', id, ...flags));
    assert.match(
      stdout,
      /2 runs wait for another attempt, at no cost\. To launch them: spawn drive \S+ --provider local/,
    );
  });

  it('drives the sweep to its end, and its exit code says how that was', async () => {
    const outcome: Outcome = await machine.spawn('drive', id, '--json', ...flags);
    assert.equal(outcome.code, 1, outcome.stderr);
    const { runs }: Sweep = JSON.parse(outcome.stdout);
    assert.deepEqual(
      runs.map(({ attempt, state, earlier_attempts: earlier }) => [
        state,
        attempt,
        earlier.map((one) => [one.attempt, one.state, one.spot]),
      ]),
      [
        ['succeeded', 2, [[1, 'interrupted', true]]],
        ['failed', 2, [[1, 'interrupted', true]]],
      ],
    );
    assert.ok(runs.every(({ accrued_usd: usd }) => usd > 0));
    const { stdout } = done(await machine.spawn('status', id, ...flags));
    assert.match(stdout, /failed \(exit 7\), attempt 2/);
  });

  it('retries a run that failed once it is confirmed, and asks with the runs', async () => {
    const { name = '' } = (await status(id)).runs.find(({ state }) => state === 'failed') ?? {};
    const refused = await machine.spawn('retry', id, ...flags);
    assert.equal(refused.code, 2);
    assert.match(refused.stdout, new RegExp(`${name} +failed +3 +\\d`));
    assert.match(
      refused.stderr,
      /Launch another attempt of 1 run\? Maximum cost: none, the local cloud is free\./,
    );
    assert.match(refused.stderr, /There is no terminal to answer on/);
    assert.equal((await status(id)).runs.filter(({ attempt }) => attempt === 3).length, 0);

    const outcome = await machine.spawn('retry', id, '--failed', '--yes', '--wait', '--json', ...flags);
    assert.equal(outcome.code, 1, outcome.stderr);
    const after = await status(id);
    assert.deepEqual(
      after.runs.map(({ attempt, state }) => [state, attempt]),
      [
        ['succeeded', 2],
        ['failed', 3],
      ],
    );
  });

  it('does not retry what succeeded', async () => {
    const { name = '' } = (await status(id)).runs.find(({ state }) => state === 'succeeded') ?? {};
    const outcome = await machine.spawn('retry', id, '--run', name, '--yes', ...flags);
    assert.equal(outcome.code, 1);
    assert.match(outcome.stderr, new RegExp(`${name} is not retried: It succeeded\\.`));
  });

  it('drives the sweep for as long as a launch waits', async () => {
    const launching = machine.spawn('launch', 'spot-sweep.yaml', '--yes', '--wait', ...flags);
    const second = await eventually(async () => {
      const list = JSON.parse(done(await machine.spawn('list-sweeps', '--json', ...flags)).stdout);
      const found: readonly { sweep_id: string }[] = list.sweeps ?? list;
      return found.map(({ sweep_id: one }) => one).find((one) => one !== id);
    });
    await interruptAll(second);
    const outcome = await launching;
    assert.equal(outcome.code, 1, outcome.stderr);
    assert.deepEqual(
      (await status(second)).runs.map(({ attempt, state }) => [state, attempt]),
      [
        ['succeeded', 2],
        ['failed', 2],
      ],
    );
  });
});
