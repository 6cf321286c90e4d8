import assert from 'node:assert/strict';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: inputs
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  on_complete: terminate
  iam_policy: s3:ReadOnly:my-inputs
  user_data: |
    #!/bin/bash
    set -e
    aws s3 cp "$OBJECT" input
    echo "{\\"lines\\": $(wc -l < input), \\"file\\": \\"$OBJECT_NAME\\"}" > /tmp/results.json
params:
  objects: s3://my-inputs/2026/*.csv
`;

describe('one run for each object in S3', function () {
  this.timeout(180_000);
  let machine: Machine;

  before(async () => {
    machine = await newMachine({ SPAWN_PROVIDER: 'local' });
    await machine.write('inputs-sweep.yaml', sweep);
    done(await machine.spawn('local', 'start'));
    done(
      await machine.bash(`spawn local aws s3 mb s3://my-inputs
        seq 3 | spawn local aws s3 cp - s3://my-inputs/2026/a.csv
        seq 5 | spawn local aws s3 cp - 's3://my-inputs/2026/b c.csv'
        seq 9 | spawn local aws s3 cp - s3://my-inputs/2026/notes.txt
        seq 9 | spawn local aws s3 cp - s3://my-inputs/2026/old/d.csv`),
    );
  });
  after(() => machine.dispose());

  it('is valid before anything is listed', async () => {
    assert.equal(done(await machine.spawn('validate', 'inputs-sweep.yaml', '--json')).stdout, '[]\n');
  });

  it('shows the runs in a dry run', async () => {
    const { stderr, stdout } = done(
      await machine.spawn('launch', 'inputs-sweep.yaml', '--dry-run', '--json'),
    );
    assert.match(stderr, /^2 objects match s3:\/\/my-inputs\/2026\/\*\.csv\.$/m);
    assert.deepEqual(
      JSON.parse(stdout).runs.map(({ name, parameters }: Record<string, unknown>) => [name, parameters]),
      [
        ['a', { object: 's3://my-inputs/2026/a.csv', object_name: 'a.csv' }],
        ['b-c', { object: 's3://my-inputs/2026/b c.csv', object_name: 'b c.csv' }],
      ],
    );
  });

  it('runs the script with each object, and keeps to what was launched', async () => {
    const launched = JSON.parse(
      done(await machine.spawn('launch', 'inputs-sweep.yaml', '--yes', '--wait', '--json')).stdout,
    );
    done(await machine.bash('seq 1 | spawn local aws s3 cp - s3://my-inputs/2026/late.csv'));
    const results = JSON.parse(done(await machine.spawn('results', launched.sweep_id, '--json')).stdout);
    assert.deepEqual(
      results.map(({ file, lines, state }: Record<string, unknown>) => [file, lines, state]).sort(),
      [
        ['a.csv', 3, 'succeeded'],
        ['b c.csv', 5, 'succeeded'],
      ],
    );
    const status = JSON.parse(done(await machine.spawn('status', launched.sweep_id, '--json')).stdout);
    assert.equal(status.size, 2);
  });

  it('launches nothing where nothing matches, or the bucket is not there', async () => {
    for (const [pattern, expected] of [
      [
        's3://my-inputs/2027/*.csv',
        /No object in S3 matches s3:\/\/my-inputs\/2027\/\*\.csv\. Nothing was launched\..*\[NoObjects\]/,
      ],
      ['s3://nowhere-at-all/x/*.csv', /\[NoSuchBucket\]/],
    ] as const) {
      await machine.write('none-sweep.yaml', sweep.replace('s3://my-inputs/2026/*.csv', pattern));
      const { code, stderr } = await machine.spawn('launch', 'none-sweep.yaml', '--yes');
      assert.notEqual(code, 0);
      assert.match(stderr, expected);
    }
    assert.equal(JSON.parse(done(await machine.spawn('list-sweeps', '--json')).stdout).length, 1);
  });
});
