import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { done, type Machine, newMachine } from './spawn';

const longSweep = `name: long
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 1h
  on_complete: terminate
  user_data: |
    #!/bin/bash
    sleep 3600
grid:
  seed: [1, 2]
`;

describe('exit codes and refusals', function () {
  this.timeout(180_000);
  let machine: Machine;

  before(async () => {
    machine = await newMachine();
    await machine.write('long-sweep.yaml', longSweep);
  });
  after(async () => machine.dispose());

  it('2 with a sentence for bad usage', async () => {
    for (const words of [
      [],
      ['lunch'],
      ['launch'],
      ['launch', '--param-file', 'long-sweep.yaml', '--on-complete', 'explode'],
      ['status'],
      ['list', '--tag', 'no-equals-sign'],
      ['status', 'x', '--provider', 'moon'],
      ['alerts', 'create', 'cost', '--threshold', 'much'],
      ['local', 'dance'],
    ]) {
      const { code, stdout, stderr } = await machine.spawn(...words);
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
      assert.notEqual(stderr, '', words.join(' '));
    }
  });

  it('0 for help, also of a command', async () => {
    assert.match(done(await machine.spawn('--help')).stdout, /launch .*\n[\s\S]*collect-results/);
    assert.match(
      done(await machine.spawn('launch', '--help')).stdout,
      /--param-file <file>[\s\S]*--provider <name>/,
    );
  });

  it('3 for what is not there', async () => {
    for (const words of [
      ['status', 'sweep-19990101-000000'],
      ['status', 'i-0123456789abcdef0'],
      ['collect-results', 'sweep-19990101-000000', '--output', 'out'],
      ['cancel', 'sweep-19990101-000000', '--yes'],
      ['resume', 'sweep-19990101-000000'],
      ['validate', 'no-such-sweep.yaml'],
      ['launch', '--param-file', 'no-such-sweep.yaml'],
    ]) {
      const { code, stdout, stderr } = await machine.spawn(...words, '--provider', 'local', '--json');
      assert.deepEqual([code, stdout], [3, ''], `${words.join(' ')}\n${stderr}`);
      assert.match(stderr, /^spawn: [^\n]+\n$/, words.join(' '));
    }
  });

  it('1 for a sweep file with an error, which a launch refuses in the same words', async () => {
    await machine.write('bad-sweep.yaml', longSweep.replace('ttl: 1h', 'ttl: 30'));
    const checked = await machine.spawn('validate', 'bad-sweep.yaml', '--json');
    assert.equal(checked.code, 1);
    const problems = JSON.parse(checked.stdout);
    const error = problems.find((problem: { severity: string }) => problem.severity === 'error');
    assert.deepEqual(error.range, { start: { line: 4, character: 7 }, end: { line: 4, character: 9 } });
    const refused = await machine.spawn('launch', '--param-file', 'bad-sweep.yaml', '--provider', 'local');
    assert.deepEqual([refused.code, refused.stdout], [1, '']);
    assert.ok(
      refused.stderr.includes(`bad-sweep.yaml:5:8 error ${error.message} [${error.code}]\n`),
      refused.stderr,
    );
  });

  it('cancel asks: elsewhere than on a terminal it needs --yes, and then the instances end', async () => {
    const launched = JSON.parse(
      done(await machine.spawn('launch', '--param-file', 'long-sweep.yaml', '--provider', 'local', '--json'))
        .stdout,
    );
    const id: string = launched.sweep_id;
    assert.match(id, /^sweep-long-/);
    const asked = await machine.spawn('cancel', id, '--provider', 'local');
    assert.deepEqual([asked.code, asked.stdout], [2, '']);
    assert.match(asked.stderr, /Terminate 2 instances\?.*--yes/);
    const cancelled = JSON.parse(
      done(await machine.spawn('cancel', id, '--provider', 'local', '--yes', '--json')).stdout,
    );
    assert.deepEqual([cancelled.terminated, cancelled.states], [2, { cancelled: 2 }]);
    const listed = JSON.parse(
      done(await machine.spawn('list', '--provider', 'local', '--tag', `sweep:id=${id}`, '--json')).stdout,
    );
    for (const { state } of listed) assert.ok(['shutting-down', 'terminated'].includes(state), state);
  });
});

describe('spawn local', function () {
  this.timeout(60_000);
  let machine: Machine;

  before(async () => {
    machine = await newMachine();
  });
  after(async () => machine.dispose());

  it('starts, prints its address, and ends', async () => {
    assert.equal((await machine.spawn('local', 'status')).code, 3);
    assert.equal((await machine.spawn('local', 'env')).code, 3);
    assert.match(
      done(await machine.spawn('local', 'start')).stdout,
      /^The local cloud is running at http:\/\/127\.0\.0\.1:\d+ /,
    );
    const status = JSON.parse(done(await machine.spawn('local', 'status', '--json')).stdout);
    assert.equal(status.running, true);
    assert.match(done(await machine.spawn('local', 'start')).stdout, /was already running/);
    const exports = done(await machine.spawn('local', 'env')).stdout;
    assert.match(exports, new RegExp(`^export AWS_ENDPOINT_URL='${status.endpoint}'$`, 'm'));
    assert.match(exports, /^export AWS_ACCESS_KEY_ID='[^']+'$/m);
    assert.match(exports, /^export AWS_SECRET_ACCESS_KEY='[^']+'$/m);
    assert.match(exports, /^export AWS_REGION='us-east-1'$/m);
    done(await machine.spawn('local', 'stop'));
    assert.equal((await machine.spawn('local', 'status')).code, 3);
    done(await machine.spawn('local', 'stop'));
  });
});

describe('an AWS CLI with spawn local', function () {
  this.timeout(60_000);
  let machine: Machine;

  before(async () => {
    machine = await newMachine();
    done(await machine.spawn('local', 'start'));
  });
  after(async () => machine.dispose());

  it('is run against the local cloud, whatever its version, with its own words and its own exit code', async () => {
    const who = done(await machine.spawn('local', 'aws', 'sts', 'get-caller-identity', '--output', 'json'));
    assert.equal(JSON.parse(who.stdout).Account, '000000000000');
    done(
      await machine.spawn(
        'local',
        'aws',
        's3api',
        'create-bucket',
        '--bucket',
        'mine',
        '--region',
        'us-east-1',
      ),
    );
    const missing = await machine.spawn('local', 'aws', 's3api', 'head-bucket', '--bucket', 'not-there');
    assert.ok(missing.code !== null && missing.code > 3, `exit code ${missing.code}`);
    assert.match(missing.stderr, /404/);
  });

  it('is warned of where it does not know AWS_ENDPOINT_URL', async () => {
    const bin = join(machine.folder, 'bin');
    const answers = [
      ['aws-cli/2.9.19 Python/3.11.2 Linux/6.1 source/x86_64.debian.12', true],
      ['aws-cli/2.31.0 Python/3.13.7 Linux/6.1 exe/x86_64', false],
    ] as const;
    for (const [version, warned] of answers) {
      await writeFile(join(bin, 'aws'), `#!/bin/sh\necho '${version}'\n`, { mode: 0o755 });
      const { stderr, stdout } = done(await machine.spawn('local', 'env'));
      assert.equal(
        /^Your AWS CLI 2\.9\.19 ignores AWS_ENDPOINT_URL .*2\.13\.0.*spawn local aws.*--endpoint-url http:\/\/127/m.test(
          stderr,
        ),
        warned,
        stderr,
      );
      assert.match(stdout, /^(?:unset [\w ]+|export \w+='[^']*'|\n)+$/);
    }
  });
});

describe('Ctrl-C while launching', function () {
  this.timeout(120_000);
  let machine: Machine;

  before(async () => {
    machine = await newMachine();
    await machine.write('long-sweep.yaml', `${longSweep}max_concurrent: 1\n`);
  });
  after(async () => machine.dispose());

  it('stops only the launch, and shows what is running and how to continue', async () => {
    const stopped = await machine.spawnUntil(
      '1 of 2 launched',
      'SIGINT',
      ...['launch', '--param-file', 'long-sweep.yaml', '--provider', 'local'],
    );
    assert.equal(stopped.code, 130, stopped.stderr);
    const [, id = ''] =
      /^To launch the rest: spawn resume (sweep-long-\S+) --provider local$/m.exec(stopped.stderr) ?? [];
    assert.match(id, /^sweep-long-/, stopped.stderr);
    const status = JSON.parse(
      done(await machine.spawn('status', id, '--provider', 'local', '--json')).stdout,
    );
    assert.deepEqual([status.status, status.size], ['incomplete', 2]);
    const launched = status.runs.filter((run: { instance_id: string | null }) => run.instance_id !== null);
    assert.equal(launched.length, 1);
    done(await machine.spawn('cancel', id, '--provider', 'local', '--yes'));
    const after = JSON.parse(done(await machine.spawn('status', id, '--provider', 'local', '--json')).stdout);
    assert.deepEqual([after.status, after.states], ['finished', { cancelled: 2 }]);
  });
});
