import assert from 'node:assert/strict';
import { SweepDocument } from '../../../src/sweep/document';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { type Case, readCases, unmet } from './cases';
import { DEFAULTS } from './mark';
import { realShell } from './shell';

let knowledge: Knowledge;
before(async () => {
  knowledge = { shell: await realShell() };
});

const opened = (each: Case): SweepDocument =>
  new SweepDocument(each, { defaults: DEFAULTS, surroundings: each.surroundings, knowledge });

describe('sweep files as people write them', () => {
  for (const each of readCases()) {
    it(`${each.name}: ${each.want.join(', ')}`, () => {
      const document = opened(each);
      assert.equal(unmet(each, document.problems()), undefined);
      if (each.runs === undefined) return;
      const planned = document
        .sweep()
        .runs.map(({ name, parameters }) => JSON.stringify([name, Object.fromEntries(parameters)]));
      assert.deepEqual(
        planned,
        each.runs.map((line) => JSON.stringify(JSON.parse(line))),
      );
    });
  }
});
