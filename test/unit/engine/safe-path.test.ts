import assert from 'node:assert/strict';
import * as path from 'node:path';
import fc from 'fast-check';
import { placeSafely, safePath } from '../../../src/engine/collect/safe-path';

/** Keys as no one should make them. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '..',
        '.',
        '',
        'a',
        'A',
        'CON',
        'nul.txt',
        'x'.repeat(300),
        'é',
        'C:',
        '\\',
        'end.',
        'a b',
        '\u0000',
      ),
      { maxLength: 8 },
    )
    .chain((parts) => fc.constantFrom('/', '\\').map((separator) => parts.join(separator))),
);

describe('paths of collected files', () => {
  it('leaves a path that is safe as it is', () => {
    for (const file of ['result.txt', 'run-1/plots/a.png', 'lr-0.001/é ü.json', '.hidden/x']) {
      assert.equal(safePath(file), file);
    }
  });

  it('makes known traps harmless', () => {
    assert.deepEqual(
      [
        '../../etc/passwd',
        '/abs',
        'a\\..\\b',
        'C:\\x',
        'con',
        'aux.txt',
        'end. ',
        '',
        '..',
        'a//b/./c',
        'x.Spawn-Part',
      ].map(safePath),
      [
        '_.._/_.._/etc/passwd',
        'abs',
        'a/_.._/b',
        'C_/x',
        '_con',
        '_aux.txt',
        'end__',
        '_',
        '_.._',
        'a/b/c',
        'x.Spawn-Part_',
      ],
    );
  });

  it('keeps every key inside its folder, in names that any file system takes', () => {
    fc.assert(
      fc.property(nasty, (key) => {
        const place = safePath(key);
        const resolved = path.posix.resolve('/results', place);
        assert.ok(resolved.startsWith('/results/'), place);
        assert.equal(path.win32.isAbsolute(place), false);
        for (const part of place.split('/')) {
          assert.ok(part !== '' && part !== '.' && part !== '..');
          assert.ok(Buffer.byteLength(part) <= 200, `${Buffer.byteLength(part)} bytes`);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these must be gone
          assert.doesNotMatch(part, /[\u0000-\u001f\u007f<>:"|?*\\]|[. ]$/);
        }
        assert.ok(Buffer.byteLength(place) <= 900);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives keys that would collide on a disk unique paths, the same ones every time', () => {
    const reserved = ['results.csv', 'results.json', '.spawn-collected.json'];
    fc.assert(
      fc.property(fc.uniqueArray(nasty, { maxLength: 12 }), (keys) => {
        const items = keys.map((raw) => ({ item: raw, raw }));
        const places = placeSafely(items);
        const folded = [...reserved, ...places.map(({ path: place }) => place)].map((place) =>
          place.normalize('NFC').toLowerCase(),
        );
        assert.equal(new Set(folded).size, folded.length);
        for (const place of folded) {
          assert.ok(!folded.some((other) => other.startsWith(`${place}/`)), `${place} is file and folder`);
        }
        assert.deepEqual(placeSafely([...items].reverse()), places);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps names apart that some file systems take for the same: by case, or by how an accent is written', () => {
    for (const [first, second] of [
      ['run/é.txt', 'run/e\u0301.txt'],
      ['run/Å/a', 'run/A\u030a/a'],
      ['run/a.txt', 'run/A.TXT'],
    ] as const) {
      const [one, other] = placeSafely([first, second].map((raw) => ({ item: raw, raw })));
      const folded = [one, other].map((placed) => placed?.path.normalize('NFC').toLowerCase());
      assert.notEqual(folded[0], folded[1]);
      assert.deepEqual([one?.moved, other?.moved].sort(), [false, true]);
    }
  });

  it('leaves a run’s log where it is when a result is called like it', () => {
    const items = ['log', 'result'].map((item) => ({ item, raw: 'run/output.log' }));
    assert.deepEqual(
      placeSafely(items).map(({ item, moved, path: place }) => [item, moved, place.slice(0, 14)]),
      [
        ['log', false, 'run/output.log'],
        ['result', true, 'run/output.log'],
      ],
    );
  });

  it('reports which files have another path', () => {
    assert.deepEqual(
      placeSafely(['run/a.txt', 'run/A.txt', 'run/a.txt/b'].map((raw) => ({ item: raw, raw }))).map(
        ({ item, moved }) => [item, moved],
      ),
      [
        ['run/A.txt', false],
        ['run/a.txt', true],
        ['run/a.txt/b', true],
      ],
    );
  });
});
