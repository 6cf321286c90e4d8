import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(__dirname, '../../../..');

interface Entry {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: true;
}

/** npm checks what it downloads against these, whichever registry or cache it comes from. */
describe('the packages that npm ci installs', () => {
  for (const file of [
    'package-lock.json',
    'test/host/package-lock.json',
    'test/host/floor/package-lock.json',
  ])
    it(`have the checksum that ${file} names, and no address`, () => {
      const { packages }: { packages: Readonly<Record<string, Entry>> } = JSON.parse(
        readFileSync(path.join(repository, file), 'utf8'),
      );
      const entries = Object.entries(packages).filter(([name]) => name !== '');
      assert.ok(entries.length > 50, String(entries.length));
      const unchecked = entries.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
      assert.deepEqual(
        unchecked.map(([name]) => name),
        [],
      );
      assert.deepEqual(
        entries.flatMap(([name, { link, resolved }]) => (link || resolved !== undefined ? [name] : [])),
        [],
      );
    });

  it('run nothing while they are installed', () => {
    for (const folder of ['.', 'test/host'])
      assert.match(readFileSync(path.join(repository, folder, '.npmrc'), 'utf8'), /^ignore-scripts=true$/m);
  });
});
