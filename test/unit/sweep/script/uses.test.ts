import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { factsOf } from '../../../../src/sweep/script/facts';
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
      for (const { start, end, certain } of usesOf(text, 'LR', factsOf(text, shell), shell)) {
        const word = text.slice(start, end);
        found += text.slice(at, start) + (certain ? `«${word}»` : `‹${word}›`);
        at = end;
      }
      assert.equal(found + text.slice(at), marked);
    }
  });
});
