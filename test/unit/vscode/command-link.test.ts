import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LinkSurroundings, linkCommand, unlinkCommand } from '../../../src/vscode/terminal/command-link';

describe("the 'spawn' command in other terminals", () => {
  let home: string;
  let launcher: string;
  const around = (...folders: string[]): LinkSurroundings => ({
    home,
    searchPath: folders.join(path.delimiter),
  });

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'spawn-link-'));
    launcher = path.join(home, 'User/globalStorage/spawn.spawn-sweeps/bin/spawn');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('is linked into the folder of the user that is on the PATH', async () => {
    const folder = path.join(home, 'bin');
    assert.deepEqual(await linkCommand(launcher, around('/usr/bin', folder)), {
      kind: 'linked',
      file: path.join(folder, 'spawn'),
      folder,
      onPath: true,
    });
    assert.equal(await readlink(path.join(folder, 'spawn')), launcher);
  });

  it('is linked into ~/.local/bin if no folder on the PATH is writable, which is reported', async () => {
    const folder = path.join(home, '.local/bin');
    assert.deepEqual(await linkCommand(launcher, around('/usr/bin', 'relative', '')), {
      kind: 'linked',
      file: path.join(folder, 'spawn'),
      folder,
      onPath: false,
    });
  });

  it('replaces a link of an earlier version or of another editor', async () => {
    const folder = path.join(home, '.local/bin');
    await mkdir(folder, { recursive: true });
    await symlink('/gone/globalStorage/spawn.spawn-sweeps/bin/spawn', path.join(folder, 'spawn'));
    assert.equal((await linkCommand(launcher, around(folder))).kind, 'linked');
    assert.equal(await readlink(path.join(folder, 'spawn')), launcher);
  });

  for (const [what, make] of [
    ['a program', (file: string) => writeFile(file, '#!/bin/sh\n')],
    ['a link of another program', (file: string) => symlink('/opt/other/bin/spawn', file)],
    ['a folder', (file: string) => mkdir(file)],
  ] as const)
    it(`keeps ${what} that has the name`, async () => {
      const folder = path.join(home, '.local/bin');
      const file = path.join(folder, 'spawn');
      await mkdir(folder, { recursive: true });
      await make(file);
      assert.deepEqual(await linkCommand(launcher, around(folder)), { kind: 'occupied', file });
      assert.deepEqual(await unlinkCommand(around(folder)), []);
    });

  it('is removed from every folder on the PATH, and from those of the user', async () => {
    const folders = [path.join(home, 'bin'), path.join(home, '.local/bin')];
    for (const folder of folders) {
      await mkdir(folder, { recursive: true });
      await symlink(launcher, path.join(folder, 'spawn'));
    }
    const removed = await unlinkCommand(around(folders[0] ?? ''));
    assert.deepEqual([...removed].sort(), folders.map((folder) => path.join(folder, 'spawn')).sort());
    assert.deepEqual(await unlinkCommand(around(...folders)), []);
  });
});
