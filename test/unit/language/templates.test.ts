import assert from 'node:assert/strict';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { bundledKnowledge } from '../../../src/language/bundled-knowledge';
import { sweepTemplates } from '../../../src/language/templates/templates';
import { SweepDocument } from '../../../src/sweep/document';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { DEFAULTS } from '../sweep/mark';
import { realShell } from '../sweep/shell';

/** How many runs each template has; none is known of one whose inputs are in a bucket. */
const sizes = { minimal: 2, grid: 5, random: 8, files: 0, gpu: 3 };

describe('templates of sweep files', () => {
  let knowledge: Knowledge;
  before(async () => {
    knowledge = bundledKnowledge(priceTable, await realShell());
  });

  it('are these', () => {
    assert.deepEqual(
      sweepTemplates().map(({ id }) => id),
      Object.keys(sizes),
    );
  });

  for (const { id, text } of sweepTemplates())
    it(`${id} has no problem, an end, and lines that fit a screen`, () => {
      const document = new SweepDocument(
        { text, language: 'yaml', fileName: 'sweep.yaml' },
        { defaults: DEFAULTS, knowledge },
      );
      assert.deepEqual(document.problems(), []);
      const { runs } = document.sweep();
      assert.equal(runs.length, Reflect.get(sizes, id));
      for (const { settings } of runs) {
        assert.equal(settings.onComplete, 'terminate');
        assert.ok((settings.ttlSeconds ?? Number.POSITIVE_INFINITY) <= 7200);
      }
      assert.match(text, /^# .*\n(?:.{0,120}\n)+$/);
    });
});
