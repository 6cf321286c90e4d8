import assert from 'node:assert/strict';
import { Failure } from '../../../src/engine/failure';

describe('Failure', () => {
  it('is recognized across bundles, each of which has its own class', () => {
    const elsewhere = Object.assign(new Error('gone'), { name: 'Failure', kind: 'not-found', code: 'Gone' });
    assert.ok(elsewhere instanceof Failure);
    assert.ok(new Failure('quota', 'VcpuLimitExceeded', 'No room.') instanceof Failure);
  });

  it('does not match other errors', () => {
    assert.ok(!(new Error('x') instanceof Failure));
    assert.ok(!(Object.assign(new Error('x'), { kind: 'quota', code: 'E' }) instanceof Failure));
    const plain: unknown = { name: 'Failure', kind: 'quota', code: 'E' };
    assert.ok(!(plain instanceof Failure));
  });
});
