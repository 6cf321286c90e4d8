import assert from 'node:assert/strict';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { bundledKnowledge } from '../../../src/language/bundled-knowledge';
import { environmentOf } from '../../../src/sweep/environment';
import { isReservedKey } from '../../../src/sweep/keys';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { rowsOfPage } from '../../coming-from';
import { open } from '../sweep/mark';
import { realShell } from '../sweep/shell';

/** The table that some rows name. */
const files = { 'runs.csv': 'a,b\n1,2\n', 'train.py': '#!/usr/bin/env python3\n' };

const fileOf = (here: string): string => {
  const [, first = ''] = /^(\w+):/.exec(here) ?? [];
  if (isReservedKey(first))
    return `defaults:\n${here.replaceAll(/^/gm, '  ')}\nparams: [{lr: "0.1", model: cnn}]\n`;
  return /^(?:grid|zip|random|params|count):/m.test(here)
    ? `${here}\n`
    : `${here}\nparams: [{lr: "0.1", model: cnn}]\n`;
};

/** What one line of a table leaves out. */
const leftOut = new Set([
  'no-ttl',
  'no-user-data',
  'unused-parameter',
  'missing-file',
  'file-unread',
  'nothing-collected',
]);

describe('what is written here for what was written elsewhere', () => {
  let knowledge: Knowledge;
  before(async () => {
    knowledge = bundledKnowledge(priceTable, await realShell());
  });
  const rows = rowsOfPage();

  it('is found for each tool', () => {
    assert.deepEqual(
      [...new Set(rows.map(({ tool }) => tool))],
      [
        'Weights & Biases sweeps',
        'Hydra',
        'Optuna and Ray Tune',
        'SkyPilot',
        'AWS Batch',
        'GNU parallel, xargs and loops',
        'Slurm',
        'GitHub Actions',
      ],
    );
    assert.ok(rows.length > 60);
  });

  for (const { here, makes, there, tool } of rows)
    it(`${tool}: ${there}`, () => {
      const text = fileOf(here);
      const surroundings = {
        readText: (file: string) => Object.entries(files).find(([name]) => name === file)?.[1],
      };
      const document = open(text, { knowledge, surroundings });
      assert.deepEqual(
        document.problems().filter(({ code, severity }) => severity !== 'information' && !leftOut.has(code)),
        [],
      );
      const sweep = document.sweep();
      if (makes === undefined) return;
      assert.equal(sweep.runs.length, makes.runs);
      const [run] = sweep.runs;
      assert.ok(run !== undefined);
      const environment = environmentOf(run, { id: 'sweep-1', name: 'sweep', size: sweep.runs.length });
      for (const wanted of makes.first) {
        const [variable = '', value] = wanted.split('=');
        const found = environment.get(variable);
        assert.ok(found !== undefined && (value === undefined || found === value), `${wanted}: ${found}`);
      }
      if (makes.first.every((wanted) => !wanted.includes('=')))
        assert.ok(new Set(sweep.runs.map((each) => JSON.stringify([...each.parameters]))).size > 1);
    });
});
