// `npm run release -- VERSION`: tests, sets the version, dates the changelog, commits, tags and packages. VERSION is `major`,
// `minor`, `patch` or the number itself. `--dry-run` checks the same and changes nothing. Nothing is pushed or published.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { dated, unreleased } from './release/changelog.mjs';
import { nextVersion } from './release/version.mjs';
import { must } from './setup/run.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean', default: false } },
});
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const [npm, shell] = process.platform === 'win32' ? ['npm.cmd', true] : ['npm', false];

try {
  await release();
} catch (error) {
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
}

async function release() {
  const [wanted, ...more] = positionals;
  if (wanted === undefined || more.length > 0)
    throw new Error('Specify one version: npm run release -- major|minor|patch|1.2.3 [--dry-run]');
  const { version: current } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  const tags = git('tag', '--list').split('\n');
  const version = nextVersion(current, wanted, tags);
  const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
  if (branch !== 'main') throw new Error(`The branch is ${branch}. Switch to main first.`);
  const changes = git('status', '--porcelain');
  if (changes !== '') throw new Error(`The working tree isn't clean. Commit or remove:\n${changes}`);
  const changelog = fs.readFileSync('CHANGELOG.md', 'utf8');
  const today = new Date().toISOString().slice(0, 10);
  const renewed = dated(changelog, version, today);
  if (values['dry-run']) {
    console.log(
      `Would run the tests, release ${version} (now ${current}), tag v${version}, and package it.\n`,
    );
    console.log(unreleased(changelog) ?? `CHANGELOG.md already has a section for ${version}.`);
    return;
  }
  await must(npm, ['test'], { shell });
  await must(npm, ['version', version, '--no-git-tag-version', '--allow-same-version'], {
    shell,
    quiet: true,
  });
  fs.writeFileSync('CHANGELOG.md', renewed);
  git('add', 'package.json', 'package-lock.json', 'CHANGELOG.md');
  git('commit', '--quiet', '--allow-empty', '--message', `Release ${version}`);
  git('tag', '--annotate', `v${version}`, '--message', `Version ${version}`);
  // After the commit: the package carries its time.
  await must(npm, ['run', 'package'], { shell });
  console.log(`Released ${version}. To publish it: git push --follow-tags, then upload the package.`);
}
