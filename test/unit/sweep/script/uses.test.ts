import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scriptFactsOf } from '../../../../src/sweep/script/facts';
import type { ShellParser } from '../../../../src/sweep/script/shell';
import { usesOf } from '../../../../src/sweep/script/uses';
import { realShell } from '../shell';

let shell: ShellParser;
before(async () => {
  shell = await realShell();
});

describe('the uses of a variable in a script', () => {
  it('are certain, or the same word, in each language and in scripts within scripts', () => {
    const blocks = readFileSync('test/fixtures/scripts/uses.txt', 'utf8').split(/^%%\n/m).slice(1);
    assert.ok(blocks.length > 10);
    for (const marked of blocks) {
      const text = marked.replaceAll(/[«»‹›]/g, '');
      let found = '';
      let at = 0;
      for (const { start, end, certain } of usesOf(text, 'LR', scriptFactsOf(text, shell), shell)) {
        const word = text.slice(start, end);
        found += text.slice(at, start) + (certain ? `«${word}»` : `‹${word}›`);
        at = end;
      }
      assert.equal(found + text.slice(at), marked);
    }
  });

  it('can be renamed: a real bash prints the same', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'spawn-uses-'));
    const printed = (script: string, variable: string): string => {
      const env = { PATH: process.env['PATH'], TMPDIR: folder, [variable]: '3' };
      const { stdout, stderr, error } = spawnSync('bash', ['--norc', '-c', script], {
        env,
        encoding: 'utf8',
        // A socket would make it think that it was called over the network.
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      assert.ifError(error);
      assert.equal(stderr, '', script);
      assert.notEqual(stdout, '', script);
      return stdout;
    };
    try {
      for (const text of readFileSync('test/fixtures/scripts/runnable.txt', 'utf8')
        .split(/^%%\n/m)
        .slice(1)) {
        const renamed = usesOf(text, 'LR', scriptFactsOf(text, shell), shell)
          .filter(({ certain }) => certain)
          .reduceRight((script, { start, end }) => `${script.slice(0, start)}RATE${script.slice(end)}`, text);
        assert.equal(printed(renamed, 'RATE').replaceAll('RATE', 'LR'), printed(text, 'LR'), renamed);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }).timeout(30_000);
});
