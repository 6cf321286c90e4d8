import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCloud, type TestCloud } from '../local/harness';
import { done, type Machine, newMachine } from './spawn';

const sweepFile = `name: reach
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 1h
  on_complete: keep
  user_data: |
    #!/bin/bash
    echo "{\\"lr\\": $LR}" >/tmp/results.json
grid:
  name: [one, two]
  lr: [0.1]
`;

/** The third way of collecting, as the tutorial prints it. */
const tutorial = `# List instances in sweep
INSTANCES=$(spawn list --tag sweep:id=sweep-xxx --format json | jq -r '.[].instance_id')

# Collect from each
for instance in $INSTANCES; do
  name=$(spawn status "$instance" --json | jq -r '.tags.Name')
  scp "ec2-user@$(spawn status "$instance" --json | jq -r '.network.public_ip'):/tmp/results.json" "results/$name.json"
done
`;

describe('spawn ssh-config', function () {
  this.timeout(120_000);
  let machine: Machine;
  /** In this process, so that its clock can be moved. */
  let at: TestCloud;
  let sweepId: string;
  const file = (...names: string[]) => join(machine.folder, ...names);
  const bash = (lines: string) => machine.bash(`export SPAWN_PROVIDER=local\n${lines}`);

  before(async () => {
    machine = await newMachine();
    at = await openCloud({
      compute: 'processes',
      throttling: false,
      stateFolder: join(machine.folder, 'state', 'spawn', 'local'),
    });
    await machine.write('reach-sweep.yaml', sweepFile);
    const launched = done(
      await machine.spawn(
        'launch',
        '--param-file',
        'reach-sweep.yaml',
        '--provider',
        'local',
        '--wait',
        '--json',
      ),
    );
    sweepId = JSON.parse(launched.stdout).sweep_id;
    // OpenSSH looks for its configuration where the password file says that the user's home is, and not in $HOME.
    for (const program of ['ssh', 'scp'])
      await writeFile(
        file('bin', program),
        `#!/bin/sh\nexec /usr/bin/${program} -F '${file('config')}' -o BatchMode=yes "$@"\n`,
        {
          mode: 0o755,
        },
      );
    done(await bash(`spawn ssh-config --print >config`));
  });
  after(async () => {
    await at.close();
    await machine.dispose();
  });

  it('makes the tutorial’s loop over scp work, word for word', async () => {
    await mkdir(file('results'));
    done(await bash(tutorial.replace('sweep-xxx', sweepId)));
    assert.deepEqual(
      await Promise.all(['one', 'two'].map((name) => readFile(file('results', `${name}.json`), 'utf8'))),
      ['{"lr": 0.1}\n', '{"lr": 0.1}\n'],
    );
  });

  it('reaches an instance by name, by name and sweep, by id and by address, with ssh and rsync', async () => {
    const [{ instance_id, network }] = JSON.parse(
      done(await bash(`spawn list --tag Name=one --format json`)).stdout,
    );
    for (const host of ['one', `one.${sweepId}`, instance_id, network.public_ip]) {
      const { stdout } = done(await bash(`ssh ${host} 'echo "$USER has $(cat /tmp/results.json)"'`));
      assert.equal(stdout, 'ec2-user has {"lr": 0.1}\n', host);
    }
    done(
      await bash('mkdir tree && echo x >tree/x && rsync -a tree one:/tmp/ && rsync -a one:/tmp/tree/ back'),
    );
    assert.equal(await readFile(file('back', 'x'), 'utf8'), 'x\n');
  });

  it('authorizes the key again at each connection, long after the minute of the last one', async () => {
    for (const _connection of [1, 2]) {
      done(await bash('ssh two true'));
      at.cloud.control.advance(61_000);
    }
    // Without Spawn's program, the key that was let in then opens nothing any more.
    const { port } = new URL(at.cloud.endpoint);
    const direct = await bash(
      `ssh -o ProxyCommand=none -p ${port} $(spawn list --tag Name=two --format json | jq -r '.[0].network.public_ip') true`,
    );
    assert.match(direct.stderr, /Permission denied \(publickey\)/);
  });

  it('takes no other host key than the one that the instance published', async () => {
    const key = done(await bash(`ssh one 'cat /etc/ssh/ssh_host_ed25519_key.pub'`)).stdout;
    const known = /UserKnownHostsFile "?([^"\n]+)/.exec(await readFile(file('config'), 'utf8'))?.[1] ?? '';
    assert.ok((await readFile(known, 'utf8')).includes(key.split(' ')[1] ?? 'none'));
    const config = await readFile(file('config'), 'utf8');
    assert.equal(config.match(/StrictHostKeyChecking yes/g)?.length, 2);
  });

  it('writes them where ssh looks, after asking, and nothing that others may read', async () => {
    const asked = await machine.spawn('ssh-config', '--provider', 'local');
    assert.equal(asked.code, 2);
    assert.match(
      asked.stderr,
      /Write 2 hosts to .*\.ssh\/spawn, and a line that includes them to .*\.ssh\/config\?/,
    );
    const { stdout } = done(
      await machine.spawn('ssh-config', sweepId, '--provider', 'local', '--yes', '--json'),
    );
    assert.deepEqual(
      JSON.parse(stdout).hosts.map((host: { names: string[] }) => host.names.slice(0, 2)),
      [
        [`one.${sweepId}`, 'one'],
        [`two.${sweepId}`, 'two'],
      ],
    );
    assert.equal(await readFile(file('.ssh', 'config'), 'utf8'), 'Include spawn/*.conf\n');
    const written = file('.ssh', 'spawn', `${sweepId}.conf`);
    assert.equal(await readFile(written, 'utf8'), await readFile(file('config'), 'utf8'));
    assert.equal((await stat(written)).mode & 0o77, 0);
    await chmod(written, 0o600);
    assert.equal((await machine.spawn('ssh-config', 'sweep-other', '--provider', 'local', '--yes')).code, 3);
  });
});
