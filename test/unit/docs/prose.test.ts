import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const folder = 'test/fixtures/prose';

/** What follows `!` in a comment of a line: the words of that line that are complained of. */
const marked = (file: string): string[] =>
  fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) =>
      (/(?:\/\/|<!--)! (?<words>.*?)(?: -->)?$/.exec(line)?.groups?.['words'] ?? '')
        .split(', ')
        .filter((word) => word !== '')
        .map((word) => `${file}:${at + 1}: ${word}`),
    );

describe('the check of prose', () => {
  it('finds private words, misspellings and grammar at their lines, and reads no code', async function () {
    this.timeout(60_000);
    const files = fs.readdirSync(folder).map((name) => path.posix.join(folder, name));
    const run = promisify(execFile)(process.execPath, ['scripts/prose.mjs', ...files]);
    const { code, stderr } = await run.then(
      () => assert.fail('it is content'),
      (error: { code: number; stderr: string }) => error,
    );
    const found = [...stderr.matchAll(/^(.*?:\d+): “(.*?)”/gm)].map(([, at, word]) => `${at}: ${word}`);
    assert.deepEqual([...new Set(found)].sort(), files.flatMap(marked).sort());
    assert.equal(code, 1);
  });
});
