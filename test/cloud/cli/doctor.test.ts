import assert from 'node:assert/strict';
import { done, type Machine, newMachine } from './spawn';

describe('spawn doctor', function () {
  this.timeout(120_000);
  let machine: Machine;
  before(async () => {
    machine = await newMachine();
  });
  after(() => machine.dispose());

  const checksOf = async (...words: string[]): Promise<readonly (readonly [string, string])[]> =>
    JSON.parse((await machine.spawn('doctor', '--json', ...words)).stdout).map(
      ({ check, verdict }: Record<string, string>) => [check, verdict],
    );

  it('starts no local cloud', async () => {
    const checks = await checksOf('--provider', 'local');
    assert.deepEqual(
      checks.map(([name]) => name),
      ['ssh', 'state-folder', 'local-cloud'],
    );
    assert.equal((await machine.spawn('local', 'status')).code, 3);
  });

  it('checks a local cloud that is running, a line for each check', async () => {
    done(await machine.spawn('local', 'start'));
    const { stdout } = done(await machine.spawn('doctor', '--provider', 'local'));
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 11, stdout);
    for (const line of lines) assert.match(line, /^(?:ready|warning)\t[A-Z][\w ]+: .+\.?$/);
  });

  it('fails where no one is signed in, with what to do', async () => {
    const signedOut = 'env AWS_EC2_METADATA_DISABLED=true AWS_REGION=us-east-1';
    const { code, stdout } = await machine.bash(`${signedOut} spawn doctor --provider aws`);
    assert.equal(code, 1);
    assert.match(stdout, /^problem\tCredentials: .*(?:aws configure|sign in)/im);
    const noRegion = await machine.bash('env AWS_EC2_METADATA_DISABLED=true spawn doctor --provider aws');
    assert.equal(noRegion.code, 1);
    assert.match(noRegion.stdout, /^problem\tRegion: No region is set\. Add --region/m);
  });
});
