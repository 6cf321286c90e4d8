import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnLayoutOf, columnsInSight, widthOf } from '../../../src/webview/results/layout';
import { shortNames } from '../../../src/webview/results/short-names';
import { tableOf } from './tables';

describe('the columns of a table', () => {
  it('follow one another', () => {
    assert.deepEqual(columnLayoutOf([100, 80, 120]).lefts, [0, 100, 180]);
    assert.deepEqual(columnLayoutOf([]).lefts, []);
  });

  it('are painted where they are pinned, or within 240 pixels of what is scrolled to', () => {
    const widths = Array.from({ length: 20 }, () => 100);
    const seen = (scrollLeft: number, pinned = 0) =>
      columnsInSight(columnLayoutOf(widths), pinned, { scrollLeft, clientWidth: 300 });
    assert.deepEqual(seen(0), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(seen(1_000), [7, 8, 9, 10, 11, 12, 13, 14, 15]);
    assert.deepEqual(seen(1_000, 2), [0, 1, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    // Edges that only touch are not in sight.
    assert.deepEqual(seen(840), [6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it('are never painted in part', () => {
    const cases = fc.record({
      widths: fc.array(fc.integer({ min: 76, max: 280 }), { minLength: 1, maxLength: 30 }),
      scrollLeft: fc.nat({ max: 5_000 }),
      clientWidth: fc.integer({ min: 1, max: 2_000 }),
    });
    fc.assert(
      fc.property(cases, ({ clientWidth, scrollLeft, widths }) => {
        const layout = columnLayoutOf(widths);
        const painted = new Set(columnsInSight(layout, 0, { scrollLeft, clientWidth }));
        for (const [place, left] of layout.lefts.entries()) {
          const right = left + (widths[place] ?? 0);
          if (right > scrollLeft && left < scrollLeft + clientWidth) assert.ok(painted.has(place));
        }
      }),
    );
  });

  it('are wide enough for their title and their cells, within bounds', () => {
    const width = (title: string, ...cells: readonly string[]) =>
      widthOf(tableOf([title, 'result', cells]), title);
    assert.equal(width('lr', 'a'), 76);
    assert.equal(width('lr', 'a'.repeat(10)), 100);
    assert.equal(width('accuracy'), 116);
    assert.equal(width('lr', 'a'.repeat(100)), 280);
    // Of the first 200 rows.
    assert.equal(width('lr', ...Array.from({ length: 200 }, () => 'a'), 'a'.repeat(20)), 76);
    assert.equal(width('lr', ...Array.from({ length: 199 }, () => 'a'), 'a'.repeat(20)), 180);
  });
});

describe('short names', () => {
  for (const [names, short] of [
    [
      ['lr-0.1', 'lr-0.2'],
      ['0.1', '0.2'],
    ],
    [
      ['lr-0.1-bs-8', 'lr-0.1-bs-16'],
      ['8', '16'],
    ],
    [
      ['adam', 'sgd'],
      ['adam', 'sgd'],
    ],
    [
      ['run-001', 'run-002'],
      ['001', '002'],
    ],
    // Alike up to a letter, but not up to a dash.
    [
      ['train', 'trail'],
      ['train', 'trail'],
    ],
    [
      ['a-train', 'a-trail'],
      ['train', 'trail'],
    ],
    [['lr-0.1'], ['lr-0.1']],
    [[], []],
    [
      ['a-', 'a-b'],
      ['a-', 'b'],
    ],
    [
      ['same', 'same'],
      ['same', 'same'],
    ],
    [
      ['-x', 'y'],
      ['-x', 'y'],
    ],
  ] as const)
    it(`of ${JSON.stringify(names)} are ${JSON.stringify(short)}`, () =>
      assert.deepEqual(shortNames(names), short));

  it('end names, and leave out of each the same, up to a dash', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', '-'), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(name, { minLength: 2, maxLength: 6 }), (names) => {
        const short = shortNames(names);
        const heads = names.map((whole, place) => {
          const rest = short[place] ?? '';
          assert.ok(rest !== '' && whole.endsWith(rest));
          return whole.slice(0, whole.length - rest.length);
        });
        // One that nothing would be left of stays whole.
        const cut = new Set(heads.filter((head) => head !== ''));
        assert.ok(cut.size <= 1);
        for (const head of cut)
          assert.ok(head.endsWith('-') && names.every((whole) => whole.startsWith(head)));
      }),
    );
  });
});
