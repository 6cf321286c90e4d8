import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InstanceWatch, statesNotRunning } from '../../../src/aws/ec2/instance-watch';
import type { Instance } from '../../../src/engine/ports';

const MINUTE = 60_000;

/** EC2 as its documentation has the states of an instance: what has ended is shown for an hour. */
class Region {
  readonly #instances = new Map<string, { readonly instance: Instance; readonly since: number }>();
  now = 0;
  asked = 0;

  set(id: string, state: string): void {
    const instance: Instance = {
      id,
      region: 'us-east-1',
      availabilityZone: 'us-east-1a',
      type: 't3.micro',
      state,
      launchIndex: 0,
      launchedAt: 0,
      spot: false,
      tags: {},
    };
    this.#instances.set(id, { instance, since: this.now });
  }

  stateOf(id: string): string | undefined {
    return this.#instances.get(id)?.instance.state;
  }

  describe(states?: readonly string[]): readonly Instance[] {
    const shown = [...this.#instances.values()].filter(
      ({ instance, since }) => instance.state !== 'terminated' || this.now - since < 60 * MINUTE,
    );
    const found = shown.flatMap(({ instance }) =>
      states === undefined || states.includes(instance.state) ? instance : [],
    );
    this.asked += found.length;
    return found;
  }

  /** A poll, as `Ec2Compute.watch` makes it. */
  poll(watch: InstanceWatch): readonly Instance[] {
    if (watch.isSettled(this.now)) return watch.update(this.describe(statesNotRunning));
    const instances = this.describe();
    watch.take(instances, this.now);
    return instances;
  }
}

function regionOf(size: number): Region {
  const region = new Region();
  for (let index = 0; index < size; index++) region.set(`i-${index}`, 'running');
  return region;
}

const states = (instances: readonly Instance[]): readonly (readonly [string, string])[] =>
  instances.map(({ id, state }) => [id, state] as const).sort(([a], [b]) => (a < b ? -1 : 1));

const NEXT: Readonly<Record<string, readonly string[]>> = {
  pending: ['running', 'terminated'],
  running: ['shutting-down', 'stopping', 'terminated'],
  stopping: ['stopped'],
  stopped: ['pending', 'terminated'],
  'shutting-down': ['terminated'],
};

describe('a watch on instances', () => {
  it('shows what EC2 shows, whatever happens between two polls', () => {
    const event = fc.oneof(
      { weight: 3, arbitrary: fc.record({ at: fc.nat(1_200), step: fc.nat(2) }) },
      { weight: 1, arbitrary: fc.constant('launch' as const) },
      { weight: 2, arbitrary: fc.constant('poll' as const) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 90 }).map((minutes) => ({ minutes })) },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const region = regionOf(1_200);
        const watch = new InstanceWatch();
        let launched = 1_200;
        const poll = (): void => assert.deepEqual(states(region.poll(watch)), states(region.describe()));
        poll();
        for (const what of events) {
          if (what === 'poll') poll();
          else if (what === 'launch') {
            region.set(`i-${launched}`, 'pending');
            launched += 1;
            // Seen before it runs: the engine knows by its journal of those that no one saw.
            poll();
          } else if ('minutes' in what) region.now += what.minutes * MINUTE;
          else {
            const id = `i-${what.at}`;
            const next = NEXT[region.stateOf(id) ?? ''] ?? [];
            const state = next[what.step % Math.max(1, next.length)];
            if (state !== undefined) region.set(id, state);
          }
        }
        poll();
      }),
      { numRuns: 60 },
    );
  });

  it('doesn’t request running instances, and returns the same list while nothing happens', () => {
    const region = regionOf(10_000);
    const watch = new InstanceWatch();
    const first = region.poll(watch);
    region.asked = 0;
    region.now += MINUTE;
    assert.equal(region.poll(watch), first);
    assert.equal(region.asked, 0);
    region.set('i-77', 'shutting-down');
    assert.equal(region.poll(watch).find(({ id }) => id === 'i-77')?.state, 'shutting-down');
    assert.equal(region.asked, 1);
  });

  it('requests all after five minutes, when few are known, and while one may begin to run', () => {
    const region = regionOf(1_001);
    const watch = new InstanceWatch();
    assert.equal(watch.isSettled(0), false);
    watch.take(region.describe(), 0);
    assert.deepEqual(
      [-1, 0, 5 * MINUTE - 1, 5 * MINUTE].map((now) => watch.isSettled(now)),
      [false, true, true, false],
    );
    watch.take(region.describe().slice(1), 0);
    assert.equal(watch.isSettled(0), false);
    region.set('i-7', 'stopped');
    watch.take(region.describe(), 0);
    assert.equal(watch.isSettled(0), false);
  });
});
