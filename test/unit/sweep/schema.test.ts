import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { needsOf } from '../../../src/sweep/needs';
import { open } from './mark';

describe('the schema', () => {
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(JSON.parse(readFileSync('schemas/sweep.schema.json', 'utf8')));

  it('accepts the sweeps of the tutorial and the samples', () => {
    for (const folder of ['test/fixtures/sweeps', 'samples']) {
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
        const text = readFileSync(path.join(folder, file), 'utf8');
        assert.ok(validate(parse(text, { merge: true })), `${file}: ${ajv.errorsText(validate.errors)}`);
      }
    }
  });

  it('refuses what the reader refuses', () => {
    const wrong = [
      { defaults: { ttl: 30 } },
      { params: [{ lr: [1, 2] }] },
      { grid: { lr: 0.1 } },
      { random: { space: {} } },
      { budget: 0 },
      { defaults: { on_complete: 'explode' } },
      { defaults: { tags: { Name: 'x' } } },
    ];
    for (const sweep of wrong) {
      assert.ok(!validate(sweep), JSON.stringify(sweep));
      const { problems } = { problems: open(JSON.stringify(sweep), { language: 'json' }).problems() };
      assert.ok(
        problems.some(({ severity }) => severity === 'error'),
        JSON.stringify(sweep),
      );
    }
  });
});

describe('what a sweep file needs next to it', () => {
  it('is named before it is read', () => {
    const text =
      'defaults:\n  user_data: {file: train.sh}\n  files: [conf/**]\nparams:\n  - a: 1\n    user_data: {file: other.sh}\n    files: x.py\n';
    assert.deepEqual(needsOf(open(text)), { texts: ['train.sh', 'other.sh'], patterns: ['conf/**', 'x.py'] });
    assert.deepEqual(needsOf(open('params: {file: runs.csv}\n')), { texts: ['runs.csv'], patterns: [] });
  });
});
