import assert from 'node:assert/strict';
import { complete } from '../../../src/language/complete';
import { hover } from '../../../src/language/hover';
import { at, CONFIG } from './cursor';

describe('secrets in the editor', () => {
  it('are completed with the places they can come from, whatever the variable is called', () => {
    for (const marked of [
      'defaults:\n  secrets:\n    WANDB_API_KEY: ‸\n',
      'defaults:\n  secrets: {region: ‸}\n',
      'params:\n  - secrets:\n      KEY: ‸\n',
    ]) {
      const { document, position } = at(marked);
      assert.deepEqual(
        complete(document, position, CONFIG).map(({ label }) => label),
        ['env', 'ssm:/', 'secretsmanager:'],
        marked,
      );
    }
  });

  it('show on hover where each value comes from', () => {
    for (const [written, meaning] of [
      ['en‸v', /on the machine that launches the sweep/],
      ['ssm:/ml‸/db', /Parameter Store/],
      ['secretsmanager:ml‸/hub', /Secrets Manager/],
    ] as const) {
      const { document, position } = at(`defaults:\n  secrets:\n    KEY: ${written}\n`);
      assert.match(hover(document, position, CONFIG)?.markdown ?? '', meaning);
    }
  });
});
