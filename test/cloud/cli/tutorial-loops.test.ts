import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { typeInto } from './pty';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: loops
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  user_data: |
    #!/bin/bash
    echo "{\\"value\\": $VALUE}" >/tmp/results.json
params:
  - {name: test-1, value: 1}
  - {name: test-2, value: 2}
`;

const scpLoop = `mkdir -p results
INSTANCES=$(spawn list --tag sweep:id=latest --format json | jq -r '.[].instance_id')
for instance in $INSTANCES; do
  name=$(spawn status "$instance" --json | jq -r '.tags.Name')
  scp -q "ec2-user@$(spawn status "$instance" --json | jq -r '.network.public_ip'):/tmp/results.json" "results/$name.json"
done
echo copied`;

describe('the loops of the tutorial, typed into a terminal', function () {
  this.timeout(120_000);
  let machine: Machine;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    machine = await newMachine();
    await machine.write('loops-sweep.yaml', sweep);
    done(await machine.bash('spawn launch loops-sweep.yaml --wait --provider local'));
  });
  after(async () => machine?.dispose());

  it('copies a file of each instance with scp, by its address', async () => {
    done(await machine.bash('spawn ssh-config --yes --provider local'));
    const { screen } = await typeInto(
      machine,
      `shopt -s expand_aliases; alias scp="scp -F $HOME/.ssh/config"\n${scpLoop}`,
      {
        columns: 80,
      },
    );
    assert.match(screen, /copied$/);
    for (const value of [1, 2])
      assert.deepEqual(
        JSON.parse(await readFile(join(machine.folder, 'results', `test-${value}.json`), 'utf8')),
        { value },
        screen,
      );
  });

  it('downloads a folder of a bucket with aws s3 sync', async () => {
    const { screen } = await typeInto(
      machine,
      'spawn local aws s3 mb s3://my-results >/dev/null; echo "{}" >one.json; spawn local aws s3 cp --quiet one.json s3://my-results/sweep-xxx/one.json; spawn local aws s3 sync --quiet s3://my-results/sweep-xxx/ synced/; cat synced/one.json',
      { columns: 80 },
    );
    assert.equal(screen, '{}');
  });
});
