import assert from 'node:assert/strict';
import { extensionOf, type Lifetime } from '../../../src/engine/extend/new-end';
import { expiryOf, parseExpiry } from '../../../src/engine/track/expiry';
import { instanceOf } from '../../sample-instance';

const launchedAt = Date.parse('2026-01-27T10:15:00Z');
const minute = 60_000;
const day = 1440 * minute;

const instance = instanceOf({ launchedAt });
const life: Lifetime = { instance, name: 'baseline', expiresAt: launchedAt + 60 * minute, hourlyUsd: 0.5 };

describe('moving the end of an instance', () => {
  const late = (minutes: number, change: Partial<Lifetime> = {}, seconds = 1800) =>
    extensionOf({ ...life, ...change }, seconds, launchedAt + minutes * minute);

  it('counts from where the end is, and adds the price of the time between', () => {
    assert.deepEqual(late(10), {
      instance,
      name: 'baseline',
      from: launchedAt + 60 * minute,
      until: launchedAt + 90 * minute,
      addedUsd: 0.25,
    });
    const { hourlyUsd, ...unpriced } = life;
    assert.equal('addedUsd' in extensionOf(unpriced, 60, launchedAt), false);
  });

  it('is refused, with the reason, where the agent would not follow', () => {
    const { expiresAt, ...endless } = life;
    const refused = [
      late(10, { instance: { ...instance, state: 'stopped' } }),
      late(10, { instance: { ...instance, state: 'on-strike' } }),
      late(10, { instance: { ...instance, tags: {} } }),
      extensionOf(endless, 60, launchedAt),
      late(57.1),
      late(61),
      late(10, {}, (30 * day) / 1000),
      late(10, { expiresAt: launchedAt + 30 * day }),
    ];
    assert.deepEqual(
      refused.map((one) => ('reason' in one ? one.reason : one)),
      [
        'baseline is stopped, so it has no TTL to extend.',
        'baseline is on-strike, so it has no TTL to extend.',
        'baseline is still being tagged. Try again in a minute.',
        'baseline has no ttl to extend.',
        'baseline is about to end, so its TTL can no longer be extended.',
        'baseline is about to end, so its TTL can no longer be extended.',
        'The ttl of baseline would exceed 30 days, which is the maximum. You can add up to 29d23h.',
        'baseline already has a ttl of 30 days, which is the maximum.',
      ],
    );
    assert.equal('reason' in late(56.9), false);
    assert.equal('reason' in late(10, {}, (30 * day) / 1000 - 3600), false);
  });
});

describe('the end of an instance', () => {
  const expiry = (tag?: string, moved?: number) =>
    expiryOf({
      launchedAt,
      ttlSeconds: 3600,
      ...(tag === undefined ? {} : { tag }),
      ...(moved === undefined ? {} : { moved }),
    });
  const launched = launchedAt + 60 * minute;

  it('is its ttl, or where tag or record moved it', () => {
    assert.equal(expiry(), launched);
    assert.equal(expiry('2026-01-27T11:15:30Z'), launched, 'another clock said the same');
    assert.equal(expiry('2026-01-27T12:15:00Z'), launched + 60 * minute);
    assert.equal(expiry(undefined, launched + 5 * minute), launched + 5 * minute);
    assert.equal(expiry('2026-01-27T12:15:00Z', launched + 5 * minute), launched + 60 * minute);
    assert.equal(expiryOf({ launchedAt, tag: '2026-01-27T12:15:00Z' }), undefined, 'what has none gets none');
  });

  it('is moved by nothing that the agent does not follow', () => {
    for (const tag of [
      '2026-01-27T10:00:00Z',
      '2026-02-26T10:15:01Z',
      '2026-02-31T10:15:00Z',
      '2026-01-27T12:15:00+02:00',
      'soon',
      '',
    ])
      assert.equal(expiry(tag), launched, tag);
    assert.equal(expiry(undefined, launchedAt + 31 * day), launched);
    assert.equal(parseExpiry('2026-13-27T10:15:00Z'), undefined);
  });
});
