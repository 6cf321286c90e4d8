import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { done, type Machine, newMachine } from './spawn';

const simpleSweep = `defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  user_data: |
    #!/bin/bash
    echo "Running experiment: $NAME"
    echo "Parameter value: $PARAM_VALUE"
    echo "Result: $(($PARAM_VALUE * 2))" > /tmp/result.txt

params:
  - name: test-1
    param_value: 10
  - name: test-2
    param_value: 20
  - name: test-3
    param_value: 30
`;

describe('the tutorial at a terminal', function () {
  this.timeout(180_000);
  let machine: Machine;
  let sweepId: string;
  const launch = ['launch', '--param-file', 'simple-sweep.yaml', '--provider', 'local'];

  before(async () => {
    machine = await newMachine();
    await machine.write('simple-sweep.yaml', simpleSweep);
  });
  after(async () => machine.dispose());

  it('shows what a launch would do and cost, and creates nothing', async () => {
    const { stdout } = done(await machine.spawn(...launch, '--dry-run', '--json'));
    const plan = JSON.parse(stdout);
    assert.equal(plan.dry_run, true);
    assert.deepEqual(
      plan.runs.map((run: { name: string }) => run.name),
      ['test-1', 'test-2', 'test-3'],
    );
    assert.equal(plan.api_calls.RunInstances, 1);
    assert.ok(Math.abs(plan.estimate.instances_usd - 0.0156) < 1e-9);
    const sweeps = done(await machine.spawn('list-sweeps', '--provider', 'local', '--json'));
    assert.deepEqual(JSON.parse(sweeps.stdout), []);
  });

  it('launches three runs, and waits until they have succeeded', async () => {
    const { stdout } = done(await machine.spawn(...launch, '--wait', '--json'));
    const launched = JSON.parse(stdout);
    sweepId = launched.sweep_id;
    assert.match(sweepId, /^sweep-simple-\d{8}-\d{6}/);
    assert.deepEqual(
      launched.runs.map((run: { index: number; name: string; state: string; region: string }) => [
        run.index,
        run.name,
        run.state,
        run.region,
      ]),
      [
        [0, 'test-1', 'succeeded', 'us-east-1'],
        [1, 'test-2', 'succeeded', 'us-east-1'],
        [2, 'test-3', 'succeeded', 'us-east-1'],
      ],
    );
    // A role that was made a moment ago takes EC2 some tries to know.
    assert.ok(launched.api_calls.RunInstances >= 1);
    for (const run of launched.runs) assert.match(run.instance_id, /^i-[0-9a-f]{17}$/);
  });

  it('shows the sweep, in words and for programs', async () => {
    const { stdout } = done(await machine.spawn('status', sweepId, '--provider', 'local'));
    assert.match(stdout, new RegExp(`^Sweep: ${sweepId}$`, 'm'));
    assert.match(stdout, /^test-1 {2}i-[0-9a-f]{17} {2}succeeded/m);
    assert.match(stdout, /^Progress: 3\/3 finished \(100%\) · 3 succeeded$/m);
    const json = JSON.parse(
      done(await machine.spawn('status', sweepId, '--provider', 'local', '--json')).stdout,
    );
    assert.deepEqual([json.finished, json.states], [true, { succeeded: 3 }]);
  });

  it('lists instances by tag as the tutorial’s scripts read them', async () => {
    const tag = `sweep:id=${sweepId}`;
    const listed = JSON.parse(
      done(await machine.spawn('list', '--provider', 'local', '--tag', tag, '--format', 'json')).stdout,
    );
    assert.equal(listed.length, 3);
    const names: string[] = [];
    for (const { instance_id } of listed) {
      const one = JSON.parse(
        done(await machine.spawn('status', instance_id, '--json', '--provider', 'local')).stdout,
      );
      names.push(one.tags.Name);
      assert.ok('public_ip' in one.network);
    }
    assert.deepEqual(names.sort(), ['test-1', 'test-2', 'test-3']);
    const lines = done(await machine.spawn('list', '--provider', 'local', '--tag', tag)).stdout;
    assert.equal(lines.trimEnd().split('\n').length, 3);
    assert.equal(
      done(await machine.spawn('list', '--provider', 'local', '--tag', 'sweep:size=4')).stdout,
      '',
    );
  });

  it('opens a shell on an instance', async () => {
    const { runs } = JSON.parse(
      done(await machine.spawn('status', sweepId, '--provider', 'local', '--json')).stdout,
    );
    const shell = await machine.type(
      'cat /tmp/result.txt; echo "$PARAM_VALUE"; exit\n',
      ...['connect', runs[1].instance_id, '--provider', 'local'],
    );
    assert.equal(done(shell).stdout, 'Result: 40\n20\n');
    assert.equal((await machine.spawn('connect', 'i-0123456789abcdef0', '--provider', 'local')).code, 3);
  });

  it('lists the sweep and what it costs', async () => {
    const sweeps = JSON.parse(
      done(await machine.spawn('list-sweeps', '--provider', 'local', '--json')).stdout,
    );
    assert.deepEqual(
      sweeps.map((sweep: { sweep_id: string; size: number }) => [sweep.sweep_id, sweep.size]),
      [[sweepId, 3]],
    );
    const cost = JSON.parse(
      done(await machine.spawn('cost', '--tag', `sweep:id=${sweepId}`, '--json', '--provider', 'local'))
        .stdout,
    );
    assert.equal(cost.sweeps.length, 1);
    assert.ok(cost.accrued_usd > 0 && cost.accrued_usd <= cost.projected_usd);
    // 3 × 30m of a t3.micro with its disk and address, and at most $0.135 of CPU credits.
    assert.ok(cost.projected_usd < 0.16);
  });

  it('collects every result and a table of them, and the second time nothing', async () => {
    const collect = async (): Promise<{ files: number; unchanged: number; runs: number }> =>
      JSON.parse(
        done(
          await machine.spawn('collect-results', sweepId, '--output', 'out', '--provider', 'local', '--json'),
        ).stdout,
      );
    assert.equal((await collect()).runs, 3);
    const folder = join(machine.folder, 'out');
    assert.deepEqual((await readdir(folder)).filter((name) => !name.startsWith('.')).sort(), [
      'results.csv',
      'results.json',
      'test-1',
      'test-2',
      'test-3',
    ]);
    for (const [name, value] of [
      ['test-1', 20],
      ['test-2', 40],
      ['test-3', 60],
    ] as const) {
      assert.equal(await readFile(join(folder, name, 'result.txt'), 'utf8'), `Result: ${value}\n`);
      assert.match(
        await readFile(join(folder, name, 'output.log'), 'utf8'),
        new RegExp(`Running experiment: ${name}`),
      );
    }
    const csv = await readFile(join(folder, 'results.csv'), 'utf8');
    assert.deepEqual(
      csv
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(',').slice(0, 4)),
      [
        ['name', 'param_value', 'state', 'exit_code'],
        ['test-1', '10', 'succeeded', '0'],
        ['test-2', '20', 'succeeded', '0'],
        ['test-3', '30', 'succeeded', '0'],
      ],
    );
    assert.equal((await collect()).files, 0);
  });

  it('shows where the results are', async () => {
    const { stdout } = done(
      await machine.spawn('collect-results', sweepId, '--output', 'out', '--provider', 'local'),
    );
    assert.match(stdout, /^ {2}✓ test-1 \(i-[0-9a-f]{17}\) → out\/test-1\/ {2}1 file$/m);
    assert.match(stdout, /^Results collected: 3\/3$/m);
  });

  it('launches again in the one call that the dry run announced, in addition to instances that are kept', async () => {
    const more = simpleSweep.replaceAll('test-', 'more-');
    await machine.write('more-sweep.yaml', more);
    const words = ['launch', '--param-file', 'more-sweep.yaml', '--provider', 'local', '--json'];
    const { api_calls } = JSON.parse(done(await machine.spawn(...words, '--dry-run')).stdout);
    const launched = JSON.parse(done(await machine.spawn(...words, '--wait')).stdout);
    assert.deepEqual([api_calls.RunInstances, launched.api_calls.RunInstances], [1, 1]);
    assert.deepEqual(launched.states, { succeeded: 3 });
    const alive = JSON.parse(
      done(await machine.spawn('list', '--provider', 'local', '--state', 'running', '--json')).stdout,
    );
    assert.equal(alive.length, 6);
  });
});
