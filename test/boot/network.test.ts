import assert from 'node:assert/strict';
import type { CallRule } from '../../src/local/faults/schedule';
import { Machines, type Scenario } from './machines';

const scenario: Scenario = {
  name: 'run',
  script: '#!/bin/sh\necho "value $VALUE"; echo "$VALUE" >/tmp/result.txt\n',
  parameters: { value: '7' },
};

/** What goes wrong: from the start, or for the instance alone, once it has been launched. */
interface Trouble {
  readonly atLaunch?: readonly CallRule[];
  readonly afterwards?: readonly CallRule[];
  readonly bucket?: string;
}

describe('networks that are slow to come or go away, on a real system', function () {
  this.timeout(900_000);

  /** The run must come through. @returns how many calls were spoiled */
  const comesThrough = async ({ atLaunch = [], afterwards = [], bucket }: Trouble): Promise<number> => {
    const machines = await Machines.start();
    const { control } = machines.world.cloud;
    try {
      control.faults({
        seed: 1,
        calls: [...atLaunch, ...afterwards.filter(({ on }) => on.startsWith('metadata'))],
      });
      const onComplete = bucket === undefined ? 'terminate' : 'keep';
      await machines.launch(
        [{ ...scenario, settings: { onComplete } }],
        bucket === undefined ? {} : { bucket },
      );
      if (afterwards.some(({ on }) => !on.startsWith('metadata')))
        control.faults({ seed: 1, calls: afterwards });
      if (bucket !== undefined) await machines.fetched('run');
      const { job, log, results } = await machines.ended(
        'run',
        bucket === undefined ? 'terminated' : 'running',
      );
      assert.deepEqual([job, log, results], ['succeeded 0', 'value 7\n', { 'result.txt': '7\n' }]);
      return control.injected().length;
    } finally {
      await machines.close();
    }
  };

  it('metadata that takes its time', async () => {
    const slow = { on: 'metadata:*', fault: { kind: 'slow', milliseconds: 500 } } as const;
    assert.ok((await comesThrough({ afterwards: [slow] })) > 10);
  });

  it('metadata that answers 503 at first', async () => {
    // The first token is cloud-init's, which gives up without: then no user data ever runs, on AWS as here.
    const unavailable = {
      on: 'metadata:PutToken',
      skip: 1,
      times: 8,
      fault: { kind: 'error', code: 'Unavailable' },
    } as const;
    assert.equal(await comesThrough({ afterwards: [unavailable] }), 8);
  });

  it('an S3 that cuts connections and is busy for a while', async () => {
    const cut = { on: 's3:PutObject', times: 3, fault: { kind: 'drop' } } as const;
    const busy = { on: 's3:PutObject', times: 2, fault: { kind: 'error', code: 'SlowDown' } } as const;
    assert.equal(await comesThrough({ afterwards: [cut, busy] }), 5);
  });

  it('a user who may make no roles: everything goes by a presigned form', async () => {
    const denied = { on: 'iam:*', fault: { kind: 'error', code: 'AccessDenied' } } as const;
    assert.ok((await comesThrough({ atLaunch: [denied] })) > 0);
  });

  it('no bucket: what the instance keeps is fetched by scp', async () => {
    await comesThrough({ bucket: 'none' });
  });
});
