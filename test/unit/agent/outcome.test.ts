import assert from 'node:assert/strict';
import type { AgentReport } from '../../../src/agent/record';
import { FakeCloud } from './fake-cloud';
import { boot, type Outcome } from './sandbox';
import { userDataFor } from './sweeps';

const PREFIX = 'sweeps/sweep-ml-20260127-101500/';

describe('how a run is reported', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  /** The one status that was written, which must have been the last write of all. */
  function reported(outcome: Outcome): { readonly key: string; readonly report: AgentReport } {
    const statuses = cloud.writes.filter(({ key }) => key.includes('/status/'));
    assert.equal(statuses.length, 1, outcome.console);
    const last = cloud.writes.at(-1);
    assert.ok(last !== undefined && last === statuses[0], 'something was written behind the status');
    return {
      key: last.key.slice(`${PREFIX}status/`.length),
      report: JSON.parse(last.body.toString()) as AgentReport,
    };
  }

  it('succeeds, with results and log, and ends the instance', async () => {
    const script = '#!/bin/bash\necho "Running $NAME"\necho "Result: 20" > /tmp/result.txt\n';
    const outcome = await boot(userDataFor(cloud, script, { ttlSeconds: 1800 }), cloud);
    const { key, report } = reported(outcome);
    assert.equal(key, '0.succeeded.0');
    const { started, ended, ...rest } = report;
    assert.deepEqual(rest, {
      index: 0,
      name: 'test-1',
      state: 'succeeded',
      exit: 0,
      instance_id: 'i-0abc123def4567890',
    });
    assert.ok(started > 1_700_000_000 && ended >= started);
    const objects = new Map([...cloud.objects()].filter(([name]) => !name.includes('/status/')));
    assert.deepEqual(
      objects,
      new Map([
        [`${PREFIX}runs/test-1/host-key.pub`, 'ssh-ed25519 AAAA root@host\n'],
        [`${PREFIX}runs/test-1/results/result.txt`, 'Result: 20\n'],
        [`${PREFIX}runs/test-1/output.log`, 'Running test-1\n'],
      ]),
    );
    assert.deepEqual(outcome.shutdowns, ['-h +30', '-c', '-h +30', '-h now']);
    assert.match(outcome.console, /^Running test-1$/m);
    assert.deepEqual(cloud.refusals, []);
  });
});
