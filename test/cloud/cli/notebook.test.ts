import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeBlocks, repository } from '../../markdown';
import { done, type Machine, newMachine } from './spawn';

/** The Python that Debian's pandas is for. */
const python = '/usr/bin/python3';

const sweep = `name: lr
metric: {name: score, goal: max}
budget: 1
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  on_complete: terminate
  user_data: |
    #!/bin/bash
    echo "{\\"score\\": $LEVEL}" > /tmp/results.json
grid: {level: [1, 3, 2]}
`;

describe('docs/notebook.md', function () {
  this.timeout(180_000);
  let machine: Machine;
  const blocks = codeBlocks(readFileSync(path.join(repository, 'docs/notebook.md'), 'utf8')).filter(
    ({ language }) => language === 'python',
  );

  before(async function () {
    if (spawnSync(python, ['-c', 'import pandas']).status !== 0) {
      console.log("      skipped: pandas isn't installed (apt-get install python3-pandas)");
      this.skip();
    }
    machine = await newMachine({ SPAWN_PROVIDER: 'local' });
    await machine.write('lr-sweep.yaml', sweep);
    done(await machine.spawn('launch', 'lr-sweep.yaml', '--yes', '--wait'));
    done(await machine.spawn('collect-results', 'latest', '--output', 'results'));
  });
  after(() => machine?.dispose());

  const printed = async (at: number): Promise<string> => {
    await machine.write('cell.py', blocks[at]?.code ?? assert.fail(`no block ${at}`));
    return done(await machine.bash(`${python} cell.py`)).stdout;
  };

  it('has three cells', () => assert.equal(blocks.length, 3));

  it('reads the table that was collected', async () => {
    assert.match(await printed(0), /^level-3 3(?:\.0)? 0\.\d+\n$/);
  });

  it('reads the results of a sweep from its record', async () => {
    assert.match(await printed(1), /^state\nsucceeded +0\.\d+\n/);
  });

  it('launches a sweep and waits for it', async () => {
    assert.match(await printed(2), /^sweep-lr-\d{8}-\d{6}\S* 3 0\.\d+\n$/);
  });
});
