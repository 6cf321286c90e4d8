import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Failure } from '../../../src/engine/failure';
import { chooseFiles } from '../../../src/engine/files/choose';
import { packFiles } from '../../../src/engine/files/pack';
import type { FilePattern } from '../../../src/sweep/file-pattern';

describe('files that travel', () => {
  let root: string;
  let folder: string;

  beforeEach(async () => {
    root = await fs.mkdtemp(path.join(tmpdir(), 'spawn-files-'));
    folder = path.join(root, 'project', 'sweeps');
    const content: Record<string, string> = {
      'project/.git/HEAD': 'ref',
      'project/.gitignore': '*.ckpt\n',
      'project/sweeps/.gitignore': 'secret.env\n/build/\n',
      'project/sweeps/train.py': 'print(1)\n',
      'project/sweeps/secret.env': 'KEY=1\n',
      'project/sweeps/build/out.o': 'o',
      'project/sweeps/conf/a.yaml': 'a: 1\n',
      'project/sweeps/conf/deep/b.yaml': 'b: 2\n',
      'project/sweeps/conf/deep/big.ckpt': 'x',
      'project/sweeps/conf/deep/.gitignore': '!keep\nlocal\n',
      'project/sweeps/conf/deep/local': 'l',
      'project/outside.txt': 'no',
    };
    for (const [name, text] of Object.entries(content)) {
      await fs.mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await fs.writeFile(path.join(root, name), text);
    }
    await fs.chmod(path.join(folder, 'train.py'), 0o755);
    await fs.symlink('../../outside.txt', path.join(folder, 'conf', 'escape'));
  });
  afterEach(() => fs.rm(root, { recursive: true, force: true }));

  const names = async (...patterns: FilePattern[]): Promise<readonly string[]> =>
    (await chooseFiles(folder, patterns)).files.map((file) => file.path);

  it('takes paths, folders and globs, held to every .gitignore around them', async () => {
    assert.deepEqual(await names('train.py', 'conf/**'), [
      'conf/a.yaml',
      'conf/deep/.gitignore',
      'conf/deep/b.yaml',
      'train.py',
    ]);
    assert.deepEqual(await names('conf'), await names('conf/**'));
    assert.deepEqual(await names('./conf/'), await names('conf/**'));
    assert.deepEqual(await names('**/*.py', '*.py'), ['train.py']);
  });

  it('takes a file that is named in full, ignored or not', async () => {
    assert.deepEqual(await names('secret.env'), ['secret.env']);
  });

  it('counts what git ignores, and takes it where it is asked to', async () => {
    assert.deepEqual((await chooseFiles(folder, ['conf/**'])).left, {
      ignored: 2,
      examples: ['conf/deep/big.ckpt', 'conf/deep/local'],
      caches: 0,
      obstacles: [{ path: 'conf/escape', obstacle: 'outside' }],
    });
    const all = await chooseFiles(folder, [{ path: 'conf', ignored: true }, 'conf/**', 'build/out.o']);
    assert.deepEqual(
      all.files.map((file) => file.path),
      [
        'build/out.o',
        'conf/a.yaml',
        'conf/deep/.gitignore',
        'conf/deep/b.yaml',
        'conf/deep/big.ckpt',
        'conf/deep/local',
      ],
    );
    assert.equal(all.left.ignored, 0);
    await assert.rejects(
      names('build/**'),
      (error) =>
        error instanceof Failure &&
        error.message ===
          'files includes build/**, but nothing in it is uploaded: 1 git-ignored file (build/out.o). Nothing was launched. ' +
            'To upload it anyway, write {path: build/**, ignored: true}.',
    );
    assert.deepEqual(await names({ path: 'build/**', ignored: true }), ['build/out.o']);
  });

  it('does not look into caches that git ignores, and takes those that it does not', async () => {
    for (const cache of ['.venv/lib', 'conf/__pycache__']) {
      await fs.mkdir(path.join(folder, cache), { recursive: true });
      await fs.writeFile(path.join(folder, cache, 'x.pyc'), '');
    }
    assert.ok((await names('**')).includes('.venv/lib/x.pyc'));
    await fs.appendFile(path.join(folder, '.gitignore'), '.venv\n*.pyc\n');
    const { files, left } = await chooseFiles(folder, ['**']);
    assert.deepEqual(
      files.map((file) => file.path).filter((name) => /venv|pyc/.test(name)),
      [],
    );
    assert.equal(left.caches, 2);
    assert.equal(left.ignored, 4);
  });

  it('follows links that stay below the folder, and names the others', async () => {
    const data = path.join(folder, 'data');
    await fs.mkdir(path.join(data, 'v3', 'deep'), { recursive: true });
    await fs.writeFile(path.join(data, 'v3', 'x.csv'), 'a\n');
    await fs.symlink('v3', path.join(data, 'latest'));
    await fs.symlink('v3/x.csv', path.join(data, 'x-link.csv'));
    await fs.symlink('../../..', path.join(data, 'mnt'));
    await fs.symlink('gone.bin', path.join(data, 'big.bin'));
    await fs.symlink('../..', path.join(data, 'v3', 'deep', 'round'));
    await fs.symlink('../secret.env', path.join(data, 'env'));
    execFileSync('mkfifo', [path.join(data, 'pipe')]);
    const { files, left } = await chooseFiles(folder, ['data/**']);
    assert.deepEqual(
      files.map((file) => file.path),
      ['data/latest/x.csv', 'data/v3/x.csv', 'data/x-link.csv'],
    );
    assert.deepEqual(left, {
      ignored: 1,
      examples: ['data/env'],
      caches: 0,
      obstacles: [
        { path: 'data/big.bin', obstacle: 'nowhere' },
        { path: 'data/latest/deep/round', obstacle: 'circle' },
        { path: 'data/mnt', obstacle: 'outside' },
        { path: 'data/pipe', obstacle: 'special' },
        { path: 'data/v3/deep/round', obstacle: 'circle' },
      ],
    });
    assert.deepEqual(await names('data/*/*.csv'), ['data/latest/x.csv', 'data/v3/x.csv']);
    assert.deepEqual(await names('data/latest'), ['data/latest/x.csv']);
    assert.deepEqual(await names('data/x-link.csv', 'data/env'), ['data/env', 'data/x-link.csv']);
    await assert.rejects(
      names('data/mnt/**'),
      (error) => error instanceof Failure && error.code === 'FilesLeftBehind',
    );
    const packed = await packFiles(folder, files);
    const listed = execFileSync('tar', ['-tvzf', '-'], { input: packed.bytes, encoding: 'utf8' });
    assert.deepEqual(
      listed
        .trim()
        .split('\n')
        .map((line) => line[0]),
      ['-', '-', '-'],
    );
  });

  it('refuses what leads out, and what does not exist', async () => {
    for (const [pattern, code] of [
      ['../outside.txt', 'FilesOutside'],
      ['/etc/passwd', 'FilesOutside'],
      ['conf/../../outside.txt', 'FilesOutside'],
      ['gone.py', 'FilesMissing'],
      ['*.nothing', 'FilesMissing'],
      ['conf/escape', 'FilesLeftBehind'],
    ] as const) {
      await assert.rejects(names(pattern), (error) => error instanceof Failure && error.code === code);
    }
  });

  it('packs the same content to the same bytes, and tar unpacks it', async () => {
    const chosen = await chooseFiles(folder, ['train.py', 'conf/**']);
    const first = await packFiles(folder, chosen.files);
    await fs.utimes(path.join(folder, 'train.py'), new Date(0), new Date(1));
    const second = await packFiles(folder, (await chooseFiles(folder, ['conf/**', 'train.py'])).files);
    assert.equal(first.sha256, second.sha256);
    const out = path.join(root, 'out');
    await fs.mkdir(out);
    execFileSync('tar', ['-xzf', '-', '-C', out], { input: first.bytes });
    assert.equal(await fs.readFile(path.join(out, 'conf/deep/b.yaml'), 'utf8'), 'b: 2\n');
    assert.equal((await fs.stat(path.join(out, 'train.py'))).mode & 0o111, 0o111);
  });
});
