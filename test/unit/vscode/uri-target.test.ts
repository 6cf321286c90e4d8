import assert from 'node:assert/strict';
import { uriTarget } from '../../../src/vscode/uri-target';

describe('links of the extension', () => {
  it('show a sweep or its results', () => {
    const sweepId = 'sweep-lr-search-20260127-101500';
    assert.deepEqual(uriTarget(`/sweep/${sweepId}`), { command: 'spawn.showSweep', sweepId });
    assert.deepEqual(uriTarget(`/results/${sweepId}`), { command: 'spawn.showResults', sweepId });
  });

  it('do nothing else, whatever they ask for', () => {
    for (const path of [
      '',
      '/',
      '/sweep/',
      '/launch/sweep-a-20260127-101500',
      '/cancel/sweep-a-20260127-101500',
      '/sweep/../launch',
      '/sweep/sweep-a/../../launch',
      '/sweep/i-0123456789abcdef0',
      '/sweep/sweep-a 20260127',
      '/sweep/sweep-a-20260127-101500/runs',
      `/sweep/sweep-${'a'.repeat(300)}`,
      '/SWEEP/sweep-a-20260127-101500',
    ])
      assert.equal(uriTarget(path), undefined, path);
  });
});
