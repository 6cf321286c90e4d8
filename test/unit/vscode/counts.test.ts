import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesIn, groupsIn, instancesIn, resourcesIn, runsIn } from '../../../src/text/counts';

/** A text with the number of something in it that may be one: `{0} runs`. */
const counting = /\{\d\} (?:runs|files|groups|instances|resources|sweeps|errors|objects|results)\b/g;

describe('a count and its noun', () => {
  it('agree', () => {
    assert.deepEqual(
      [runsIn, filesIn, groupsIn, instancesIn, resourcesIn].map((of) => [of(0), of(1), of(2)]),
      ['run', 'file', 'group', 'instance', 'resource'].map((noun) => [
        `0 ${noun}s`,
        `1 ${noun}`,
        `2 ${noun}s`,
      ]),
    );
  });

  it('come from one module, or have a singular text next to them', () => {
    const wrong: string[] = [];
    for (const folder of ['src/vscode', 'src/webview']) {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.ts')) continue;
        const text = readFileSync(path.join(folder, name), 'utf8');
        for (const { 0: found, index } of text.matchAll(counting))
          if (!/=== 1\s*\?/.test(text.slice(Math.max(0, index - 160), index)))
            wrong.push(`${name}: ${found}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});
