import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const script = path.resolve('scripts/release.mjs');
const identity = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_CONFIG_GLOBAL: os.devNull,
};
const env = { ...process.env, ...identity };
const changelog =
  '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- More.\n\n## [0.1.0] - 2026-01-01\n\n- All.\n';

describe('a release', function () {
  this.timeout(60_000);
  let folder = '';
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim();
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
  const commit = () => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Change');
  };
  /** @returns what it prints, and its exit code */
  const release = (...args: string[]) =>
    promisify(execFile)(process.execPath, [script, ...args], { cwd: folder, env }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }),
    );
  /** What a release changes. */
  const state = () => [
    git('rev-parse', 'HEAD'),
    git('tag', '--list'),
    git('status', '--porcelain'),
    read('CHANGELOG.md'),
  ];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-release-'));
    const scripts = {
      test: "node -e \"process.exit(require('fs').existsSync('broken') ? 1 : 0)\"",
      package: "node -e \"require('fs').writeFileSync('packed', require('./package.json').version)\"",
    };
    write(
      'package.json',
      `${JSON.stringify({ name: 'p', version: '0.1.0', private: true, scripts }, null, 2)}\n`,
    );
    const lock = {
      name: 'p',
      version: '0.1.0',
      lockfileVersion: 3,
      packages: { '': { name: 'p', version: '0.1.0' } },
    };
    write('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
    write('CHANGELOG.md', changelog);
    write('.gitignore', 'packed\n');
    git('init', '--quiet', '--initial-branch=main');
    commit();
    git('tag', 'v0.1.0');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('sets the version, dates the changelog, commits, tags, and packs what was committed', async () => {
    const { code, text } = await release('minor');
    assert.equal(code, 0, text);
    const today = new Date().toISOString().slice(0, 10);
    assert.equal(
      read('CHANGELOG.md'),
      changelog.replace('## [Unreleased]\n', `## [Unreleased]\n\n## [0.2.0] - ${today}\n`),
    );
    assert.equal(JSON.parse(read('package.json')).version, '0.2.0');
    const lock = JSON.parse(read('package-lock.json'));
    assert.deepEqual([lock.version, lock.packages[''].version], ['0.2.0', '0.2.0']);
    assert.equal(git('log', '-1', '--format=%s'), 'Release 0.2.0');
    assert.equal(git('rev-parse', 'v0.2.0^{commit}'), git('rev-parse', 'HEAD'));
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(read('packed'), '0.2.0');
  });

  it('shows in a dry run what it would do, and changes nothing', async () => {
    const before = state();
    const { code, text } = await release('1.0.0', '--dry-run');
    assert.equal(code, 0, text);
    assert.match(text, /release 1\.0\.0 \(now 0\.1\.0\), tag v1\.0\.0[\s\S]*### Added\n\n- More\./);
    assert.deepEqual(state(), before);
  });

  it('releases a version that has its section and no tag yet', async () => {
    git('tag', '--delete', 'v0.1.0');
    write('CHANGELOG.md', changelog.replace('### Added\n\n- More.\n\n', ''));
    commit();
    const { code, text } = await release('0.1.0');
    assert.equal(code, 0, text);
    assert.equal(git('tag', '--list'), 'v0.1.0');
    assert.doesNotMatch(read('CHANGELOG.md'), /2026-01-01/);
  });

  const refusals: readonly (readonly [title: string, prepare: () => void, version: string, why: RegExp])[] = [
    [
      'whose tests fail',
      () => {
        write('broken', '');
        commit();
      },
      'patch',
      /npm test` failed/,
    ],
    ['of a tree with changes', () => write('new.txt', ''), 'patch', /isn't clean.*\n.*new\.txt/],
    ['of another branch', () => git('switch', '--quiet', '--create', 'other'), 'patch', /branch is other/],
    ['that has a tag', () => {}, '0.1.0', /already has a tag/],
    ['that is older', () => {}, '0.0.9', /older than 0\.1\.0/],
    ['that is not a version', () => {}, 'next', /next isn't a version/],
    [
      'without changes',
      () => {
        write('CHANGELOG.md', changelog.replace('### Added\n\n- More.\n\n', ''));
        commit();
      },
      'patch',
      /nothing to release/,
    ],
  ];
  for (const [title, prepare, version, why] of refusals)
    it(`${title} is refused, and changes nothing`, async () => {
      prepare();
      const before = state();
      const { code, text } = await release(version);
      assert.equal(code, 1);
      assert.match(text, why);
      assert.deepEqual(state(), before);
    });
});
