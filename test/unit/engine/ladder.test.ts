import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Candidate } from '../../../src/engine/launch/candidate';
import { Ladder, type Refusal } from '../../../src/engine/launch/ladder';
import { type Batch, planSweep } from '../../../src/plan/plan';
import type { RunSettings } from '../../../src/sweep/run';
import { sweepOf } from '../../sample-sweep';

function batchOf(settings: Partial<RunSettings>, size = 1): Batch {
  const sweep = sweepOf(size, settings);
  const [batch] = planSweep(sweep, { sweepId: 'sweep-test', fileSha256: '' }, undefined).batches;
  assert.ok(batch !== undefined);
  return batch;
}

const nameOf = ({ instanceType, availabilityZone = 'any' }: Candidate): string =>
  `${instanceType} ${availabilityZone}`;

const placesOf = (types: readonly string[], zones: readonly string[]): readonly string[] =>
  types.flatMap((instanceType) => zones.map((zone) => nameOf({ instanceType, availabilityZone: zone })));

const allZones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

const plain = batchOf({});

describe('the places of a batch', () => {
  it('are each tried once a round, and never again where they refuse for good', () => {
    const setups = fc.record({
      types: fc.subarray(['m5.large', 'm6i.large', 'm7i.large'], { minLength: 1 }),
      zones: fc.subarray(allZones, { minLength: 1 }),
      spot: fc.boolean(),
      start: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      answers: fc.array(fc.constantFrom<Refusal>('now', 'now', 'now', 'place', 'type'), {
        minLength: 1,
        maxLength: 60,
      }),
    });
    fc.assert(
      fc.property(setups, ({ answers, spot, start, types, zones }) => {
        const shape = { ...plain.shape, instanceTypes: types, spot };
        const ladder = new Ladder({ ...plain, shape }, () => start);
        ladder.learn(zones);
        // Spot capacity differs by zone, so a zone is always named; on demand, EC2 chooses one first.
        let open = new Set(placesOf(types, spot ? zones : ['any', ...zones]));
        let tried = new Set<string>();
        let rounds = 0;
        for (const answer of answers) {
          const { instanceType } = ladder.current;
          const here = nameOf(ladder.current);
          assert.ok(open.has(here), `${here} refused for good and is tried again`);
          assert.ok(!tried.has(here), `${here} is tried twice in a round`);
          tried.add(here);
          const closed = (place: string): boolean =>
            (answer === 'place' && place === here) ||
            (answer === 'type' && place.startsWith(`${instanceType} `));
          open = new Set([...open].filter((place) => !closed(place)));
          const left = [...open].some((place) => !tried.has(place));
          const expected = left ? 'next' : open.size > 0 ? 'again' : 'never';
          assert.equal(ladder.refused(answer), expected);
          if (!left) {
            tried = new Set();
            rounds += 1;
          }
          assert.equal(ladder.rounds, rounds);
          if (expected === 'never') return;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keep the order of the file, and start over with the first after a launch', () => {
    const ladder = new Ladder(batchOf({ instanceTypes: ['m5.large', 'm6i.large'] }), () => 0);
    ladder.learn(['us-east-1a']);
    const seen = [nameOf(ladder.current)];
    for (let step = 0; step < 4; step += 1) {
      ladder.refused('now');
      seen.push(nameOf(ladder.current));
    }
    assert.deepEqual(seen, [
      'm5.large any',
      'm6i.large any',
      'm5.large us-east-1a',
      'm6i.large us-east-1a',
      'm5.large any',
    ]);
    assert.equal(ladder.rounds, 1);
    ladder.succeeded();
    assert.equal(ladder.rounds, 0);
  });

  it('are the one zone or subnet that the file names', () => {
    for (const place of [{ availabilityZone: 'us-east-1b' }, { subnet: 'subnet-1' }]) {
      for (const spot of [false, true]) {
        const ladder = new Ladder(batchOf({ ...place, spot }), () => 0);
        ladder.learn(allZones);
        const wanted = 'availabilityZone' in place ? 't3.micro us-east-1b' : 't3.micro any';
        assert.deepEqual([nameOf(ladder.current), ladder.spreads], [wanted, false]);
        assert.equal(ladder.refused('now'), 'again');
        assert.equal(nameOf(ladder.current), wanted);
        assert.equal(ladder.refused('place'), 'never');
      }
    }
  });

  it('lead to the next type where a quota is used up, as long as there is one', () => {
    const ladder = new Ladder(batchOf({ instanceTypes: ['m5.large', 'p4d.24xlarge'] }), () => 0);
    ladder.learn(allZones);
    assert.equal(ladder.nextType(), true);
    assert.equal(nameOf(ladder.current), 'p4d.24xlarge any');
    // Zones of the first type follow, which is another type again.
    assert.equal(ladder.nextType(), true);
    assert.equal(nameOf(ladder.current), 'm5.large us-east-1a');
    const alone = new Ladder(batchOf({ instanceTypes: ['m5.large'] }), () => 0);
    alone.learn(allZones);
    assert.equal(alone.nextType(), false);
    assert.equal(nameOf(alone.current), 'm5.large any');
  });
});

describe('spot runs', () => {
  const spreadOf = (size: number, start: number): Ladder => {
    const ladder = new Ladder(
      batchOf({ spot: true, instanceTypes: ['m5.large', 'm6i.large'] }, size),
      () => start,
    );
    ladder.learn(allZones);
    return ladder;
  };

  it('go to one zone after another with the type that is wanted most, from any of them on', () => {
    for (const start of [0, 0.4, 0.9]) {
      const ladder = spreadOf(30, start);
      const zones = [0, 1, 2, 3].map(() => {
        const { availabilityZone, instanceType } = ladder.current;
        assert.equal(instanceType, 'm5.large');
        ladder.succeeded();
        return availabilityZone;
      });
      const first = Math.floor(start * 3);
      assert.deepEqual(
        zones,
        [0, 1, 2, 3].map((step) => allZones[(first + step) % 3]),
      );
    }
  });

  it('continue with the requested type in the next zone after another type had room', () => {
    const ladder = spreadOf(30, 0);
    ladder.refused('now');
    ladder.refused('now');
    ladder.refused('now');
    assert.equal(nameOf(ladder.current), 'm6i.large us-east-1a');
    ladder.succeeded();
    assert.equal(nameOf(ladder.current), 'm5.large us-east-1b');
  });

  it('share the zones evenly, ten at least in one call', () => {
    assert.deepEqual(
      [3, 10, 30, 31, 90].map((size) => spreadOf(size, 0).share(size)),
      [3, 10, 10, 11, 30],
    );
    assert.equal(spreadOf(90, 0).share(4), 4);
    const onDemand = new Ladder(batchOf({}, 90), () => 0);
    onDemand.learn(allZones);
    assert.equal(onDemand.share(90), 90);
  });
});
