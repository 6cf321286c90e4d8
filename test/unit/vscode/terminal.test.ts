import assert from 'node:assert/strict';
import fc from 'fast-check';
import { idsIn } from '../../../src/vscode/terminal/ids';

const found = (line: string) => idsIn(line).map(({ kind, id }) => `${kind} ${id}`);

describe('ids in a terminal', () => {
  it('are found at their position, and not inside other words', () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      [
        'i-0123456789abcdef0  running  sweep-lr-search-20260127-101500',
        ['instance i-0123456789abcdef0', 'sweep sweep-lr-search-20260127-101500'],
      ],
      ['(i-0123abcd, i-89abcdef)', ['instance i-0123abcd', 'instance i-89abcdef']],
      ['s3://bucket/sweeps/sweep-20260127-101500/runs/a', ['sweep sweep-20260127-101500']],
      ['sweep-a-20260127-101500-2', ['sweep sweep-a-20260127-101500-2']],
      ['sweep-v1.2_x-20260127-101500.', ['sweep sweep-v1.2_x-20260127-101500']],
      ['ami-i-0123abcd vpci-0123abcd i-0123abcd0 i-0123ABCD i-0123abcd-x', []],
      ['sweep-lr sweep-x-2026-10 my-sweep-x-20260127-101500', []],
    ];
    for (const [line, expected] of cases) assert.deepEqual(found(line), expected, line);
  });

  it('are at the reported place, in any line', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const line = `${before} i-0123456789abcdef0 ${after}`;
        const hits = idsIn(line);
        assert.ok(hits.some(({ start }) => start === before.length + 1));
        for (const { id, start } of hits) assert.equal(line.slice(start, start + id.length), id);
      }),
    );
  });

  it('take no long time in a line that is almost one', () => {
    assert.deepEqual(found('sweep-'.repeat(600)), []);
  });
});
