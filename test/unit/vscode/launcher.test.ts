import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CommandParts, launcherFiles } from '../../../src/vscode/terminal/launcher';
import { writeLauncher } from '../../../src/vscode/terminal/write-launcher';

/** Prints what it was given, and what it finds in its environment. */
const program = `console.log(JSON.stringify({
  words: process.argv.slice(2),
  launcher: process.env.SPAWN_LAUNCHER,
  electron: process.env.ELECTRON_RUN_AS_NODE ?? null,
}));
process.exitCode = 7;
`;

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([name = '']) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);

describe('what starts spawn', function () {
  if (process.platform === 'win32') return;
  this.timeout(60_000);
  let root: string;
  let parts: CommandParts;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'spawn-launcher-'));
    const home = path.join(root, `O'Brien $HOME "x" é`);
    parts = {
      folder: path.join(home, 'Application Support', 'bin'),
      program: path.join(home, 'ext', 'cli.js'),
      runtime: path.join(home, 'code helper'),
    };
    await mkdir(path.join(home, 'ext'), { recursive: true });
    await writeFile(parts.program, program);
    await symlink(process.execPath, parts.runtime);
    await writeLauncher(parts);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const launcher = (): string => path.join(parts.folder, 'spawn');
  const words = ['status', '', 'a b', "it's", '$HOME', '`id`', '-- x', 'a\nb', '*'];
  const start = (shell: readonly string[], searchPath = '/nowhere') => {
    const [name = '', ...first] = shell;
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    return spawnSync(found, [...first, launcher(), ...words], {
      encoding: 'utf8',
      env: { PATH: searchPath },
      cwd: root,
    });
  };

  it('runs under three shells', () => {
    assert.deepEqual(
      shells.map(([name]) => name),
      ['dash', 'bash', 'busybox'],
    );
  });

  for (const shell of shells) {
    const [name = ''] = shell;
    it(`passes every word on and returns the exit code, in ${name}, without a PATH`, () => {
      const { status, stderr, stdout } = start(shell);
      assert.equal(stderr, '');
      assert.deepEqual(JSON.parse(stdout), { words, launcher: launcher(), electron: '1' });
      assert.equal(status, 7);
    });

    it(`uses Node where the editor has moved, in ${name}`, async () => {
      await rm(parts.runtime);
      const { status, stdout } = start(shell, path.dirname(process.execPath));
      assert.deepEqual(JSON.parse(stdout), { words, launcher: launcher(), electron: null });
      assert.equal(status, 7);
    });

    it(`shows what to do without either, and without the extension, in ${name}`, async () => {
      await rm(parts.runtime);
      const moved = start(shell);
      assert.deepEqual([moved.status, moved.stdout], [127, '']);
      assert.match(
        moved.stderr,
        /^spawn: VS Code was moved or updated, .* Open VS Code to repair this command\.\n$/,
      );
      await rm(parts.program);
      const removed = start(shell);
      assert.deepEqual([removed.status, removed.stdout], [127, '']);
      assert.match(removed.stderr, /^spawn: The Spawn extension was removed or updated\. .*bin\/spawn\.\n$/);
    });
  }

  it('is found on the PATH and through a link', async () => {
    const bin = path.join(root, 'bin');
    await mkdir(bin);
    await symlink(launcher(), path.join(bin, 'spawn'));
    for (const folder of [bin, parts.folder]) {
      const { status, stdout } = spawnSync('/bin/sh', ['-c', 'spawn a'], {
        encoding: 'utf8',
        env: { PATH: folder },
      });
      assert.equal(JSON.parse(stdout).launcher, launcher());
      assert.equal(status, 7);
    }
  });

  it('is written once, again after an update, and by several windows at the same time', async () => {
    const { mtimeMs: first } = await stat(launcher());
    await writeLauncher(parts);
    assert.equal((await stat(launcher())).mtimeMs, first);
    const updated = { ...parts, program: parts.program.replace('/ext/', '/ext-2/') };
    await Promise.all([writeLauncher(updated), writeLauncher(updated), writeLauncher(updated)]);
    assert.match(await readFile(launcher(), 'utf8'), /\/ext-2\/cli\.js/);
    assert.deepEqual(await readdir(parts.folder), ['spawn']);
  });

  it('has no fault that shellcheck knows', async () => {
    const plain = { folder: root, program: '/opt/cli.js', runtime: '/opt/code' };
    await writeLauncher(plain);
    execFileSync('shellcheck', ['-s', 'sh', path.join(root, 'spawn')]);
  });
});

describe('what starts spawn on Windows', () => {
  const parts: CommandParts = {
    folder: 'C:\\Users\\Jörg\\AppData\\Roaming\\Code\\User\\globalStorage\\spawn.spawn-sweeps\\bin',
    program: 'C:\\Users\\Jörg\\.vscode\\extensions\\spawn.spawn-sweeps-0.1.0\\dist\\cli.js',
    runtime: 'C:\\Users\\Jörg\\AppData\\Local\\Programs\\100% VS Code\\Code.exe',
  };
  const [shell, batch] = launcherFiles(parts, 'win32');

  it('is a file for cmd and PowerShell and one for Git Bash', () => {
    assert.deepEqual(
      launcherFiles(parts, 'win32').map(({ name }) => name),
      ['spawn', 'spawn.cmd'],
    );
    assert.match(shell?.text ?? '', /^program='C:\\Users\\Jörg\\\.vscode\\extensions\\/m);
  });

  it('names no folder of the user, whose letters depend on the code page', () => {
    const text = batch?.text ?? '';
    assert.match(text, /^[\x20-\x7e\r\n]*$/);
    assert.deepEqual(
      [...text.matchAll(/^set "(SPAWN_\w+)=(.*)"\r$/gm)].map(([, name, value]) => [name, value]),
      [
        ['SPAWN_LAUNCHER', '%~f0'],
        [
          'SPAWN_PROGRAM',
          '%~dp0..\\..\\..\\..\\..\\..\\..\\.vscode\\extensions\\spawn.spawn-sweeps-0.1.0\\dist\\cli.js',
        ],
        ['SPAWN_RUNTIME', '%~dp0..\\..\\..\\..\\..\\..\\Local\\Programs\\100%% VS Code\\Code.exe'],
      ],
    );
  });

  it('has the line ends of Windows, and a label for every jump', () => {
    const text = batch?.text ?? '';
    assert.doesNotMatch(text, /(?<!\r)\n/);
    const labels = [...text.matchAll(/^:(\w+)\r$/gm)].map(([, label]) => label);
    const jumps = [...text.matchAll(/\bgoto (\w+)/g)].map(([, label]) => label);
    assert.deepEqual([...new Set(jumps)].sort(), [...labels].sort());
  });

  it('names a program on another drive in full', () => {
    const [, other] = launcherFiles({ ...parts, runtime: 'D:\\Code\\Code.exe' }, 'win32');
    assert.match(other?.text ?? '', /^set "SPAWN_RUNTIME=D:\\Code\\Code\.exe"\r$/m);
  });
});
