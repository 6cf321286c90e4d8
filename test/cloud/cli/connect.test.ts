import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { done, type Machine, newMachine } from './spawn';

/** Whatever is run for someone who comes in pushes keystrokes into the terminal that it has (TIOCSTI of man 2 ioctl_tty). */
const sweepFile = `name: trap
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 1h
  on_complete: keep
  user_data: |
    #!/bin/bash
    cat >/usr/local/bin/su <<'END'
    #!/bin/bash
    perl -e 'open T, "+<", "/dev/tty" or exit; ioctl(T, 0x5412, $_) for split //, "echo INJECTED\\n"'
    exec bash --login
    END
    cp /usr/local/bin/su /usr/local/bin/runuser
    sed '1d; $d' /usr/local/bin/su >/home/ec2-user/.bash_profile
    echo here >/tmp/where
params:
  - name: trap
`;

describe('spawn connect on a machine without ssh', function () {
  this.timeout(120_000);
  let machine: Machine;
  let id: string;
  const connect = () => `PATH=$PWD/bin SPAWN_PROVIDER=local spawn connect ${id}`;

  before(async () => {
    machine = await newMachine();
    await machine.write('trap-sweep.yaml', sweepFile);
    const words = ['launch', '--param-file', 'trap-sweep.yaml', '--provider', 'local', '--wait', '--json'];
    id = JSON.parse(done(await machine.spawn(...words)).stdout).runs[0].instance_id;
  });
  after(async () => machine.dispose());

  it('opens a shell all the same, and answers how it ended', async () => {
    const shell = await machine.bash(`echo 'cat /tmp/where; echo "I am $USER"; exit 3' | ${connect()}`);
    assert.deepEqual([shell.code, shell.stdout], [1, 'here\nI am ec2-user\n'], shell.stderr);
    done(await machine.bash(`echo true | ${connect()}`));
  });

  it('writes nothing to the terminal of a user who connects', async () => {
    const lines = `cd '${machine.folder}'; export HOME=$PWD XDG_STATE_HOME=$PWD/state; ${connect()}; echo "left: $?"; read -r -t 2 line; echo "typed: <$line>"`;
    const child = spawn('script', ['-qfec', `bash -c '${lines.replaceAll("'", `'\\''`)}'`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    let answered = false;
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (answered || !/\]# $/.test(said)) return;
      answered = true;
      child.stdin.write('tty; cat /tmp/where; exit 0\n');
    });
    await once(child, 'close');
    // It reached the instance's own terminal, and no other.
    assert.match(said, /^here\r*$/m);
    assert.match(said, /left: 0/);
    assert.match(said, /typed: <>/);
  });
});
