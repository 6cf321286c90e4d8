import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Deflate, Z_FINISH, Z_PARTIAL_FLUSH } from 'pako';
import { Packing, pack } from '../../../src/plan/pack';

/** One stream that sees the whole text: what a kept beginning must not change. */
function inOneStream(text: string, start: number): Uint8Array {
  const deflate = new Deflate({ level: 9, memLevel: 9, gzip: true });
  if (start > 0) deflate.push(text.slice(0, start), Z_PARTIAL_FLUSH);
  deflate.push(text.slice(start), Z_FINISH);
  return deflate.result;
}

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', 'echo "$SEED"\n', '=\ncindex=17\ncname=run-17\n', 'x'.repeat(300)),
  // Longer than the window of 32 KB, and such that none of it repeats.
  fc
    .integer({ min: 1, max: 20_000 })
    .map((size) => Array.from({ length: size }, (_, index) => (index * 7919) % 10_007).join('')),
);
const program = fc.array(piece, { maxLength: 6 }).map((pieces) => `${pieces.join('')}|`);
const table = fc.array(piece, { maxLength: 6 }).map((pieces) => `@${pieces.join('')}@`);

describe('packing', () => {
  it('with a beginning that is known gives the bytes of one stream that sees all', () => {
    fc.assert(
      fc.property(
        fc.array(program, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(), table, program), { minLength: 1, maxLength: 8 }),
        (beginnings, rests) => {
          const packing = new Packing();
          for (const [which, unlike, end] of rests) {
            const beginning = beginnings[which % beginnings.length] ?? '';
            const text = `${beginning}${unlike}${end}`;
            const packed = packing.pack(text, unlike);
            assert.ok(Buffer.from(packed).equals(inOneStream(text, text.indexOf(unlike))));
            assert.ok(gunzipSync(packed).equals(Buffer.from(text)));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps a text that cannot be made smaller', () => {
    const noise = Array.from({ length: 4_000 }, (_, index) =>
      createHash('sha512').update(String(index)).digest().toString('latin1'),
    ).join('');
    assert.deepEqual(gunzipSync(pack(noise)), Buffer.from(noise));
    assert.deepEqual(gunzipSync(new Packing().pack(`a${noise}`, noise)), Buffer.from(`a${noise}`));
  });

  it('gives bytes that stay the same from version to version, since a launch is repeated with them', () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index} of ${(index * 7919) % 1_009}\n`);
    const text = lines.join('');
    const hash = (packed: Uint8Array): string => createHash('sha256').update(packed).digest('hex');
    assert.deepEqual(
      [hash(pack(text)), hash(new Packing().pack(text, lines.slice(1_000).join('')))],
      [
        '545c4acd4f8ad9390f816f7d166ae758b31cc3e6e919f9dc8d81a82c3cbc6071',
        '5bf9c927f349176fdb9ed9f20ac92cf260b051bbde4d404ab13c51c74c045f49',
      ],
    );
  });
});
