import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clientTokenOf, sweepIdOf } from '../../../src/plan/plan';

const NOW = new Date('2026-01-27T10:15:00.999Z');

describe('sweep ids', () => {
  it('show what was launched and when, in UTC', () => {
    assert.deepEqual(
      ['ml', '', 'lr search', 'naïve/../Größe', '日本', '--a__', '..', 'x'.repeat(200)].map((name) =>
        sweepIdOf(name, NOW),
      ),
      [
        'sweep-ml-20260127-101500',
        'sweep-20260127-101500',
        'sweep-lr-search-20260127-101500',
        'sweep-naive-.-Gro-e-20260127-101500',
        'sweep-20260127-101500',
        'sweep-a-20260127-101500',
        'sweep-20260127-101500',
        `sweep-${'x'.repeat(64)}-20260127-101500`,
      ],
    );
  });

  it('are safe as S3 keys, tags and file names, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const id = sweepIdOf(name, NOW);
        assert.match(id, /^sweep(-[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?-20260127-101500$/);
        assert.doesNotMatch(id, /\.\./);
      }),
    );
  });
});

describe('client tokens', () => {
  it('can be read', () => {
    assert.equal(clientTokenOf('sweep-ml-20260127-101500', 'b12', 3), 'sweep-ml-20260127-101500-b12-3');
  });

  it('are at most 64 ASCII characters, the same for the same call, and different for any other', () => {
    const call = fc.tuple(
      fc.oneof(fc.string(), fc.string({ unit: 'binary', minLength: 60, maxLength: 90 })),
      fc.oneof(
        fc.nat().map((number) => `b${number}`),
        fc.string(),
      ),
      fc.nat(),
    );
    fc.assert(
      fc.property(call, call, (a, b) => {
        const token = clientTokenOf(...a);
        assert.match(token, /^[\x21-\x7e]{1,64}$/);
        assert.equal(clientTokenOf(...a), token);
        if (JSON.stringify(a) !== JSON.stringify(b)) assert.notEqual(clientTokenOf(...b), token);
      }),
    );
    const long = 'x'.repeat(100);
    assert.notEqual(clientTokenOf(long, 'b1', 1), clientTokenOf(long, 'b1', 2));
    assert.notEqual(clientTokenOf('s', 'a-b', 1), clientTokenOf('s-a', 'b', 1));
  });
});
