import assert from 'node:assert/strict';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { bundledKnowledge } from '../../../src/language/bundled-knowledge';
import { SweepDocument } from '../../../src/sweep/document';
import { isReservedKey } from '../../../src/sweep/keys';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { codeBlocks, pages, repository } from '../../markdown';
import { DEFAULTS } from '../sweep/mark';
import { realShell } from '../sweep/shell';

/** What an excerpt of a sweep file leaves out. */
const leftOut = new Set([
  'no-ttl',
  'no-user-data',
  'no-runs',
  'unused-parameter',
  'missing-file',
  'file-unread',
]);

/** A snippet that begins with a setting of runs shows what is under `defaults`. */
function whole(code: string): string {
  const [, first = ''] = /^(\w+):/m.exec(code) ?? [];
  return isReservedKey(first) && first !== 'name' ? `defaults:\n${code.replaceAll(/^(?=.)/gm, '  ')}` : code;
}

describe('snippets of the documentation', () => {
  let knowledge: Knowledge;
  before(async () => {
    knowledge = bundledKnowledge(priceTable, await realShell());
  });

  for (const { file, text } of pages(repository)) {
    for (const { code, language, line } of codeBlocks(text)) {
      if (language === 'json') {
        it(`${file}:${line} is JSON`, () => assert.ok(JSON.parse(code) !== null));
      }
      if (language === 'yaml' && !/^(on|jobs):/m.test(code)) {
        it(`${file}:${line} is a sweep file without problems, or a part of its defaults`, () => {
          const source = { text: whole(code), language: 'yaml', fileName: 'snippet-sweep.yaml' } as const;
          const surroundings = { readText: () => 'a,b\n1,2\n' };
          const options = { defaults: DEFAULTS, knowledge, surroundings };
          const problems = new SweepDocument(source, options)
            .problems()
            .filter((problem) => !leftOut.has(problem.code));
          assert.deepEqual(problems, []);
        });
      }
    }
  }
});
