import assert from 'node:assert/strict';
import { keepCompiled } from '../../../src/cli/compile-cache';

describe('the compiled form of the command', () => {
  const foldersFor = (environment: Readonly<Record<string, string>>): readonly unknown[] => {
    const folders: unknown[] = [];
    keepCompiled(environment, (folder: unknown) => folders.push(folder));
    return folders;
  };

  it('is kept in a folder of the user’s own', () => {
    assert.deepEqual(foldersFor({ HOME: '/home/ann' }), ['/home/ann/.cache/spawn/compiled']);
    assert.deepEqual(foldersFor({ HOME: '/home/ann', XDG_CACHE_HOME: '/var/ann' }), [
      '/var/ann/spawn/compiled',
    ]);
    assert.deepEqual(foldersFor({ HOME: '/home/ann', XDG_CACHE_HOME: 'relative' }), [
      '/home/ann/.cache/spawn/compiled',
    ]);
  });

  it('is not kept without such a folder, where the user chose one for Node, or by a Node that cannot', () => {
    assert.deepEqual(foldersFor({}), []);
    assert.deepEqual(foldersFor({ HOME: 'relative' }), []);
    assert.deepEqual(foldersFor({ HOME: '/home/ann', NODE_COMPILE_CACHE: '/elsewhere' }), []);
    keepCompiled({ HOME: '/home/ann' }, undefined);
  });
});
