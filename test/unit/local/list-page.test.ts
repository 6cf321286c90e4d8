import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareKeys } from '../../../src/local/protocols/s3/key-order';
import { listPage } from '../../../src/local/protocols/s3/list';

describe('listing keys', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '-', 'é', '\uffee', '😀'),
    minLength: 1,
    maxLength: 8,
  });

  it('orders keys by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        assert.equal(Math.sign(compareKeys(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('shows everything once over its pages, whatever their size', () => {
    const some = fc.record({
      keys: fc.uniqueArray(key, { maxLength: 40 }),
      prefix: fc.constantFrom('', 'a', 'a/', 'b-'),
      delimiter: fc.constantFrom('', '/', '-'),
      size: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(some, ({ keys, prefix, delimiter, size }) => {
        const sorted = keys.toSorted(compareKeys);
        const below = sorted.filter((one) => one.startsWith(prefix));
        const cutOf = (one: string) => (delimiter === '' ? -1 : one.indexOf(delimiter, prefix.length));
        const wholeKeys = below.filter((one) => cutOf(one) < 0);
        const prefixes = [
          ...new Set(
            below.filter((one) => cutOf(one) >= 0).map((one) => one.slice(0, cutOf(one) + delimiter.length)),
          ),
        ];
        const seen = { keys: [] as string[], prefixes: [] as string[] };
        let after: string | undefined;
        do {
          const page = listPage(sorted, { prefix, delimiter, after, size });
          assert.ok(page.keys.length + page.prefixes.length <= size);
          seen.keys.push(...page.keys);
          seen.prefixes.push(...page.prefixes);
          after = page.last;
        } while (after !== undefined);
        assert.deepEqual(seen, { keys: wholeKeys, prefixes });
      }),
    );
  });
});
