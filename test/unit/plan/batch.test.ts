import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { PlanError, planSweep, type SweepPlan, userDataLimit, userDataOf } from '../../../src/plan/plan';
import type { RunSettings } from '../../../src/sweep/run';
import { IDENTITY, runOf, SETTINGS, sweepOf, TARGET } from './runs';

const indices = (plan: SweepPlan): readonly (readonly number[])[] =>
  plan.batches.map(({ runs }) => runs.map(({ index }) => index));

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, place) => from + place);

const noise = (bytes: number): string => randomBytes(bytes).toString('base64');

describe('batches', () => {
  it('hold at most 100 runs of one shape, in their order', () => {
    const plan = planSweep(sweepOf(range(0, 250).map((index) => runOf(index))), IDENTITY, TARGET);
    assert.deepEqual(indices(plan), [range(0, 100), range(100, 200), range(200, 250)]);
    assert.deepEqual(
      plan.batches.map(({ id }) => id),
      ['b0', 'b1', 'b2'],
    );
    assert.deepEqual(
      { ...plan, batches: undefined },
      { ...IDENTITY, sweepName: 'ml', size: 250, batches: undefined },
    );
  });

  it('part runs whose calls differ, and follow each other by their first run', () => {
    const ways: readonly Partial<RunSettings>[] = [
      {},
      { region: 'eu-west-1' },
      { instanceTypes: ['t3.micro', 't3.small'] },
      { instanceTypes: ['t3.small', 't3.micro'] },
      { ami: 'ami-1' },
      { spot: true },
      { spot: true, spotMaxPrice: 0.1 },
      { availabilityZone: 'us-east-1a' },
      { subnet: 'subnet-1' },
      { securityGroups: ['sg-1'] },
      { keyName: 'key' },
      { iamPolicy: ['s3:ReadOnly'] },
      { iamRole: 'role' },
      { volumeSize: 20 },
      { onComplete: 'stop' },
      { tags: { team: 'ml' } },
    ];
    const runs = [...ways, ...ways].map((way, index) => runOf(index, way));
    const plan = planSweep(sweepOf(runs), IDENTITY, TARGET);
    assert.deepEqual(
      indices(plan),
      ways.map((_, index) => [index, index + ways.length]),
    );
    const [shape] = plan.batches.slice(-1).map((batch) => batch.shape);
    assert.deepEqual(shape, {
      region: 'us-east-1',
      instanceTypes: ['t3.micro'],
      spot: false,
      securityGroups: [],
      shutdownBehavior: 'terminate',
      tags: { team: 'ml' },
    });
    assert.equal(plan.batches[14]?.shape.shutdownBehavior, 'stop');
  });

  it('join runs that differ in order, ttl, script or environment alone', () => {
    const plan = planSweep(
      sweepOf([
        runOf(0, { securityGroups: ['a', 'b'], iamPolicy: ['x', 'y'], tags: { a: '1', b: '2' } }),
        runOf(1, { securityGroups: ['b', 'a'], iamPolicy: ['y', 'x'], tags: { b: '2', a: '1' } }),
        runOf(2, {
          securityGroups: ['a', 'b'],
          iamPolicy: ['x', 'y'],
          tags: { a: '1', b: '2' },
          ttlSeconds: 60,
        }),
        runOf(3, {
          ...SETTINGS,
          securityGroups: ['a', 'b'],
          iamPolicy: ['x', 'y'],
          tags: { a: '1', b: '2' },
          onComplete: 'keep',
          userData: 'other',
        }),
      ]),
      IDENTITY,
      TARGET,
    );
    assert.deepEqual(indices(plan), [[0, 1, 2, 3]]);
  });

  it('are as large as fits, never larger, and lose no run', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const runs = sizes.map((size, index) => runOf(index, {}, { noise: noise(size) }));
        const plan = planSweep(sweepOf(runs), IDENTITY, TARGET);
        assert.deepEqual(indices(plan).flat(), range(0, runs.length));
        for (const [place, batch] of plan.batches.entries()) {
          assert.ok(userDataOf(plan, batch.runs, TARGET).length <= userDataLimit);
          const next = plan.batches[place + 1]?.runs[0];
          if (next !== undefined)
            assert.throws(() => userDataOf(plan, [...batch.runs, next], TARGET), PlanError);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('refuse a run that does not fit alone, with its size and the way out', () => {
    const runs = [runOf(0), runOf(1, { userData: noise(20_000) })];
    assert.throws(
      () => planSweep(sweepOf(runs), IDENTITY, TARGET),
      (error) => {
        assert.ok(error instanceof PlanError);
        assert.equal(error.code, 'user-data-too-large');
        assert.deepEqual(error.runs, ['run-1']);
        assert.match(error.message, /run run-1 has \d{5} bytes after compression, and EC2 allows 16384/);
        assert.match(error.message, /files:/);
        return true;
      },
    );
  });

  it('refuse what no environment can carry', () => {
    const refused = (parameters: Record<string, string>, settings: Partial<RunSettings> = {}): string => {
      try {
        planSweep(sweepOf([runOf(0, settings, parameters)]), IDENTITY, TARGET);
      } catch (error) {
        if (error instanceof PlanError) return error.code;
        throw error;
      }
      return 'accepted';
    };
    assert.equal(refused({ value: 'a\0b' }), 'nul-character');
    assert.equal(refused({}, { userData: '#!/bin/sh\n\0' }), 'nul-character');
    assert.equal(refused({ value: 'x'.repeat(131_072 - 'VALUE='.length) }), 'parameter-too-large');
    assert.equal(refused({ value: 'x'.repeat(131_071 - 'VALUE='.length) }), 'accepted');
    assert.equal(refused({ value: '\n'.repeat(100_000) }), 'accepted');
  });

  it('of no run are none', () => {
    assert.deepEqual(planSweep(sweepOf([]), IDENTITY, undefined).batches, []);
  });
});
