import assert from 'node:assert/strict';
import { done, type Machine, newMachine } from './spawn';

const sweep = (name: string): string => `name: ${name}
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  user_data: |
    #!/bin/bash
    exit "$CODE"
params:
  - {name: ${name}-good, code: 0}
  - {name: ${name}-bad, code: 3}
`;

describe('spawn list --state with the state of a job', function () {
  this.timeout(180_000);
  let machine: Machine;
  const ids: string[] = [];

  before(async () => {
    machine = await newMachine();
    for (const name of ['one', 'two']) {
      await machine.write(`${name}-sweep.yaml`, sweep(name));
      const launched = await machine.spawn(
        ...['launch', `${name}-sweep.yaml`, '--wait', '--json', '--provider', 'local'],
      );
      ids.push(JSON.parse(launched.stdout).sweep_id);
    }
  });
  after(async () => machine.dispose());

  /** Exit code, sorted names of the listed instances, and the messages. Without a record, the order of the runs is unknown. */
  async function listed(options: string): Promise<readonly [number | null, readonly string[], string]> {
    const { code, stdout, stderr } = await machine.bash(
      `spawn list --json --provider local ${options} && spawn list --provider local ${options} >/dev/null`,
    );
    return [
      code,
      JSON.parse(stdout)
        .map(({ name }: { name: string }) => name)
        .sort(),
      stderr,
    ];
  }

  it('reads the sweeps of all instances that match the tags, whichever tag that is', async () => {
    assert.deepEqual(await listed('--state failed'), [0, ['one-bad', 'two-bad'], '']);
    assert.deepEqual(await listed('--tag sweep:name=two --state failed'), [0, ['two-bad'], '']);
    assert.deepEqual(await listed(`--tag sweep:id=${ids[0]} --state succeeded`), [0, ['one-good'], '']);
    assert.deepEqual(await listed('--tag Name=two-good --state failed,lost'), [
      0,
      [],
      'No instances match.\nNo instances match.\n',
    ]);
  });

  it('ends with exit code 2 and a sentence if a sweep that matters can’t be read', async () => {
    const key = `s3://spawn-results-000000000000-us-east-1/sweeps/${ids[0]}/sweep.json`;
    done(
      await machine.bash(
        `spawn local aws s3 cp ${key} kept.json && head -c 100 kept.json >cut.json && spawn local aws s3 cp cut.json ${key} && rm $(find state/spawn -name '${ids[0]}*.jsonl' -o -name '${ids[0]}.journal')`,
      ),
    );
    const unknown =
      '2 instances are not listed: the records of their sweeps cannot be read, so the states of their jobs are unknown. To see them: spawn list\n';
    assert.deepEqual(await listed('--state failed'), [2, ['two-bad'], unknown]);
    assert.deepEqual(await listed('--tag sweep:name=one --state failed'), [
      2,
      [],
      `No instances match.\n${unknown}`,
    ]);
    // Nothing is unknown of these: a state of instances, all of them, and instances of the other sweep.
    assert.deepEqual(await listed('--state failed,running'), [
      0,
      ['one-bad', 'one-good', 'two-bad', 'two-good'],
      '',
    ]);
    assert.deepEqual(await listed('--state terminated'), [0, [], 'No instances match.\n'.repeat(2)]);
    assert.deepEqual(await listed('--tag sweep:name=two --state failed'), [0, ['two-bad'], '']);
  });
});
