import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Failure } from '../../../src/engine/failure';
import { chooseFiles } from '../../../src/engine/files/choose';
import { packFiles } from '../../../src/engine/files/pack';

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
    await fs.symlink('../outside.txt', path.join(folder, 'conf', 'escape'));
  });
  afterEach(() => fs.rm(root, { recursive: true, force: true }));

  const names = async (...patterns: string[]): Promise<readonly string[]> =>
    (await chooseFiles(folder, patterns)).map((file) => file.path);

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

  it('refuses what leads out, and what does not exist', async () => {
    for (const [pattern, code] of [
      ['../outside.txt', 'FilesOutside'],
      ['/etc/passwd', 'FilesOutside'],
      ['conf/../../outside.txt', 'FilesOutside'],
      ['gone.py', 'FilesMissing'],
      ['*.nothing', 'FilesMissing'],
    ] as const) {
      await assert.rejects(names(pattern), (error) => error instanceof Failure && error.code === code);
    }
  });

  it('packs the same content to the same bytes, and tar unpacks it', async () => {
    const chosen = await chooseFiles(folder, ['train.py', 'conf/**']);
    const first = await packFiles(folder, chosen);
    await fs.utimes(path.join(folder, 'train.py'), new Date(0), new Date(1));
    const second = await packFiles(folder, await chooseFiles(folder, ['conf/**', 'train.py']));
    assert.equal(first.sha256, second.sha256);
    const out = path.join(root, 'out');
    await fs.mkdir(out);
    execFileSync('tar', ['-xzf', '-', '-C', out], { input: first.bytes });
    assert.equal(await fs.readFile(path.join(out, 'conf/deep/b.yaml'), 'utf8'), 'b: 2\n');
    assert.equal((await fs.stat(path.join(out, 'train.py'))).mode & 0o111, 0o111);
  });
});
