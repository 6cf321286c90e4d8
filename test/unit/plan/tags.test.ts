import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AwsError } from '../../../src/local/failure';
import { checkMetadataTagKeys } from '../../../src/local/protocols/ec2/tags';
import { type Batch, launchTagsOf, PlanError, planSweep, runTagsOf } from '../../../src/plan/plan';
import type { Run, RunSettings } from '../../../src/sweep/run';
import { open } from '../sweep/mark';
import { IDENTITY, runOf, sweepOf, TARGET } from './runs';

const NOW = new Date('2026-01-27T10:15:00.250Z');

function launchTags(...runs: readonly Run[]): Readonly<Record<string, string>> {
  const plan = planSweep(sweepOf(runs), IDENTITY, TARGET);
  const [batch] = plan.batches as readonly [Batch];
  return launchTagsOf(plan, batch, NOW);
}

const SHARED = {
  'sweep:id': 'sweep-ml-20260127-101500',
  'sweep:name': 'ml',
  'sweep:size': '2',
  'spawn:managed': 'true',
  'spawn:batch': 'b0',
  'spawn:file-sha256': 'ab'.repeat(32),
};

describe('tags', () => {
  it('of a launch are what its runs share', () => {
    assert.deepEqual(launchTags(runOf(0, { tags: { team: 'ml' } }), runOf(1, { tags: { team: 'ml' } })), {
      ...SHARED,
      team: 'ml',
      'spawn:on-complete': 'terminate',
      'spawn:expires-at': '2026-01-27T10:45:00Z',
    });
  });

  it('of a launch leave out what its runs do not agree on', () => {
    const withoutTtl = { ...runOf(1, { onComplete: 'keep' }) };
    const { ttlSeconds: _, ...settings } = withoutTtl.settings;
    assert.deepEqual(launchTags(runOf(0), { ...withoutTtl, settings }), SHARED);
  });

  it('of a run are its own', () => {
    assert.deepEqual(runTagsOf(runOf(7, { onComplete: 'keep', ttlSeconds: 90 }), NOW), {
      Name: 'run-7',
      'sweep:index': '7',
      'spawn:on-complete': 'keep',
      'spawn:expires-at': '2026-01-27T10:16:30Z',
    });
  });

  it('are cut where EC2 would refuse them, between characters', () => {
    const run = { ...runOf(0), name: '🎉'.repeat(300) };
    assert.deepEqual(Object.values(runTagsOf(run, NOW))[0], '🎉'.repeat(256));
  });

  it('of the user are refused while typing, before the launch and by EC2, or by none of them', () => {
    const throws = (kind: typeof PlanError | typeof AwsError, work: () => unknown): boolean => {
      try {
        work();
        return false;
      } catch (error) {
        assert.ok(error instanceof kind, String(error));
        return true;
      }
    };
    const keys = fc.oneof(
      fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
      fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'aZ9+-=._,:@ /*%&ä_') }),
      fc.constantFrom('.', '..', '_index', '...', '_', 'team', 'cost-center', 'a:b', '__proto__'),
    );
    fc.assert(
      fc.property(keys, (key) => {
        const json = JSON.stringify({ params: [{ tags: { [key]: 'x' } }] });
        const typed = open(json, { language: 'json' })
          .problems()
          .some(({ severity }) => severity === 'error');
        const tags = Object.fromEntries([[key, 'x']]);
        const planned = throws(PlanError, () => planSweep(sweepOf([runOf(0, { tags })]), IDENTITY, TARGET));
        const launched = throws(AwsError, () => checkMetadataTagKeys(tags));
        assert.deepEqual([typed, planned], [launched, launched], key);
      }),
    );
  });

  it('of the user that EC2 would refuse are refused before the launch', () => {
    const refused = (tags: RunSettings['tags']): boolean => {
      try {
        planSweep(sweepOf([runOf(0, { tags })]), IDENTITY, TARGET);
        return false;
      } catch (error) {
        assert.ok(error instanceof PlanError && error.code === 'tags');
        assert.match(error.message, /run-0/);
        return true;
      }
    };
    const many = (count: number): RunSettings['tags'] =>
      Object.fromEntries(Array.from({ length: count }, (_, place) => [`tag-${place}`, '']));
    assert.deepEqual(
      [many(39), { ['k'.repeat(128)]: 'v'.repeat(256) }, { 'a:b+c=d.e_f@g': '' }].map(refused),
      [false, false, false],
    );
    // Reserved prefixes are those at the start of a key.
    const within = ['my-aws:team', 'a.sweep:id', 'x:spawn:y', 'awsome', 'spawned', 'FirstName'];
    assert.deepEqual(
      within.filter((key) => refused({ [key]: '' })),
      [],
    );
    const bad = [
      '',
      'a b',
      'a/b',
      'a*b',
      'größe',
      'quota%',
      '费用',
      '.',
      '..',
      '_index',
      'aws:x',
      'Sweep:id',
      'spawn:managed',
      'Name',
      'k'.repeat(129),
    ];
    assert.deepEqual(
      [many(41), { a: 'v'.repeat(257) }, ...bad.map((key) => ({ [key]: 'x' }))].filter(
        (tags) => !refused(tags),
      ),
      [],
    );
  });
});
