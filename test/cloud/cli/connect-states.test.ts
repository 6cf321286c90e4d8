import assert from 'node:assert/strict';
import type { TestCloud } from '../local/harness';
import { machineWithOneSlot } from './one-slot';
import { done, type Machine } from './spawn';

/** The first run ends when its folder has a file `go`; the second waits for room until then. */
const sweep = `name: room
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 1h
  user_data: |
    #!/bin/bash
    echo "work of $NAME"
    [ "$NAME" = second ] || until [ -e /tmp/go ]; do sleep 0.1; done
    exit "$CODE"
params:
  - {name: first, code: 4, on_complete: terminate}
  - {name: second, code: 0, on_complete: keep}
`;

describe('spawn connect to an instance that is not running', function () {
  this.timeout(180_000);
  let machine: Machine;
  let at: TestCloud;
  let id: string;
  const local = ['--provider', 'local'] as const;

  before(async () => {
    ({ machine, at } = await machineWithOneSlot());
    await machine.write('room-sweep.yaml', sweep);
    id = JSON.parse(
      done(await machine.spawn('launch', 'room-sweep.yaml', '--yes', ...local, '--json')).stdout,
    ).sweep_id;
  });
  after(async () => {
    await at.close();
    await machine.dispose();
  });

  it('can be interrupted while it waits, which changes nothing', async () => {
    const { code, stdout, stderr } = await machine.spawnUntil(
      'Waiting until second is running',
      'SIGINT',
      ...['connect', `${id}/second`, ...local, '--', 'true'],
    );
    assert.deepEqual([code, stdout], [130, '']);
    assert.match(stderr, /^spawn: Interrupted\. Nothing was changed on the instance\.\n$/m);
  });

  it('waits for one that is pending, and runs the command there', async () => {
    const { stdout, stderr } = done(
      await machine.bash(`export SPAWN_PROVIDER=local
        spawn connect ${id}/second -- 'echo at last' 2>messages &
        until grep -q Waiting messages; do sleep 0.1; done
        spawn connect ${id}/first -- 'touch /tmp/go' && wait $!
        code=$?; cat messages >&2; exit $code`),
    );
    assert.equal(stdout, 'at last\n');
    assert.match(stderr, /^Waiting until second is running\n/m);
  });

  it('shows the end of the log of one that is terminated, and exits with 3', async () => {
    const { runs } = JSON.parse(done(await machine.spawn('status', id, ...local, '--json')).stdout);
    for (const written of [`${id}/first`, runs[0].instance_id]) {
      const { code, stdout, stderr } = await machine.spawn('connect', written, ...local);
      assert.deepEqual([code, stdout], [3, 'work of first\n'], stderr);
      assert.match(
        stderr,
        new RegExp(
          `^spawn: first has no running instance \\((?:terminated|shutting-down)\\)\\. Above is the end of its log\\. To see all of it: spawn logs ${id} first --provider local \\[NoInstance\\]\\n$`,
        ),
      );
    }
  });
});
