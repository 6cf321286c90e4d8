import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Failure } from '../../../src/engine/failure';
import { QuotaRoom } from '../../../src/engine/launch/quota';
import type { Instance } from '../../../src/engine/ports';
import { instanceOf } from '../../sample-instance';
import { FakeClock } from './fake-clock';

const region = 'us-east-1';
const vcpus: Readonly<Record<string, number>> = { 't3.micro': 2, 'c5.4xlarge': 16 };

/** EC2's own sentence, with or without a figure. */
const refusal = (limit?: number): Failure =>
  new Failure(
    'quota',
    'VcpuLimitExceeded',
    limit === undefined
      ? 'Max spot instance count exceeded'
      : `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket`,
  );

const alive = (count: number, change: Partial<Instance> = {}): readonly Instance[] =>
  Array.from({ length: count }, (_, at) => instanceOf({ id: `i-${at}`, ...change }));

class Region {
  readonly clock = new FakeClock();
  readonly waits: string[] = [];
  instances: readonly Instance[] = [];
  readonly room = new QuotaRoom({
    cloud: {
      compute: () => ({ describe: async () => this.instances }),
      instanceType: (name) => {
        const count = vcpus[name];
        return count === undefined
          ? undefined
          : {
              name,
              vcpus: count,
              memoryGib: 1,
              architectures: ['x86_64'],
              spot: true,
              hibernation: false,
              previousGeneration: false,
            };
      },
    },
    clock: this.clock,
    signal: new AbortController().signal,
    onWait: (where) => this.waits.push(where),
  });

  /** What `admit` answers now; undefined while it waits. */
  async admitted(type: string, wanted: number): Promise<number | undefined> {
    let answer: number | undefined;
    void this.room.admit(region, type, wanted).then((count) => {
      answer = count;
    });
    await this.clock.advance(0);
    return answer;
  }
}

describe('the room that a quota leaves', () => {
  it('is not asked about before anything was refused', async () => {
    assert.equal(await new Region().admitted('t3.micro', 100), 100);
  });

  it('is half of what was refused in an empty region, one at least, and never more than is wanted', async () => {
    for (const [refused, wanted, expected] of [
      [100, 100, 50],
      [7, 7, 3],
      [2, 2, 1],
      [100, 20, 20],
    ] as const) {
      const here = new Region();
      assert.equal(await here.room.learn(region, 't3.micro', refused, refusal()), true);
      assert.equal(await here.admitted('t3.micro', wanted), expected, `${refused} refused, ${wanted} wanted`);
    }
  });

  it('is nothing for good where a single instance is refused in an empty region', async () => {
    const here = new Region();
    assert.equal(await here.room.learn(region, 't3.micro', 1, refusal()), false);
  });

  it('is as many as have ended since, where EC2 names no figure', async () => {
    const here = new Region();
    here.instances = alive(5);
    assert.equal(await here.room.learn(region, 't3.micro', 10, refusal()), true);
    assert.equal(await here.admitted('t3.micro', 10), undefined);
    assert.deepEqual(here.waits, [region]);
    here.instances = alive(3);
    assert.equal(await here.admitted('t3.micro', 10), 2);
    here.instances = alive(4);
    assert.equal(await here.admitted('t3.micro', 10), 1);
  });

  it('follows from the figure that EC2 names: whole instances within the vCPUs that are left', () => {
    const cases = fc.record({
      limit: fc.integer({ min: 0, max: 64 }),
      running: fc.integer({ min: 0, max: 6 }),
      type: fc.constantFrom('t3.micro', 'c5.4xlarge'),
      wanted: fc.integer({ min: 1, max: 40 }),
    });
    return fc.assert(
      fc.asyncProperty(cases, async ({ limit, running, type, wanted }) => {
        const here = new Region();
        here.instances = [
          ...alive(running),
          ...alive(2, { state: 'stopped' }),
          ...alive(2, { state: 'terminated' }),
        ];
        const fits = Math.floor((limit - 2 * running) / (vcpus[type] ?? 0));
        const learned = here.room.learn(region, type, wanted, refusal(limit));
        // Others may use the quota too: where it should have fit, the next try waits a while.
        await here.clock.advance(15_000);
        assert.equal(await learned, running > 0 || (fits > 0 && fits < wanted));
        assert.equal(await here.admitted(type, wanted), fits > 0 ? Math.min(wanted, fits) : undefined);
      }),
    );
  });

  it('is taken by instances that are shutting down, until they are gone', async () => {
    const here = new Region();
    here.instances = alive(2, { state: 'shutting-down' });
    await here.room.learn(region, 't3.micro', 2, refusal(4));
    assert.equal(await here.admitted('t3.micro', 2), undefined);
    here.instances = [];
    assert.equal(await here.admitted('t3.micro', 2), 2);
  });
});
