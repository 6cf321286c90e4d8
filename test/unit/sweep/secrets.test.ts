import assert from 'node:assert/strict';
import { reader, reference, sweepWith } from './secret-sweep';

describe('secrets in a sweep file', () => {
  const { problems } = reader();

  it('are reported if they are parameters, which everyone can read', () => {
    const text = sweepWith(`  wandb_api_key: ${reference('WANDB_API_KEY')}\n`, 'go "$WANDB_API_KEY"');
    assert.deepEqual(problems(text), [`secret-parameter 2:17 "${reference('WANDB_API_KEY')}"`]);
    for (const [written, found] of [
      ['HF_TOKEN: hf_abcdefghijklmnop', true],
      ['key: sk-abcdefghijklmnopqr', true],
      ['db_password: Tr0ub4dor&3-horse', true],
      ['my_api_key: $MY_API_KEY', true],
      ['max_tokens: 4096', false],
      ['token: word', false],
      ['n_tokens: 123456789012', false],
      ['private_key: none', false],
      ['monkey: banana-and-so-on', false],
    ] as const)
      assert.equal(
        problems(sweepWith(`  ${written}\n`)).some((each) => each.startsWith('secret-parameter')),
        found,
        written,
      );
    const row =
      'defaults: {ttl: 1h, user_data: go}\nparams:\n  - API_KEY: abcdefghijklmnop\n  - API_KEY: qrstuvwxyzabcdef\n';
    assert.equal(problems(row).filter((each) => each.startsWith('secret-parameter')).length, 2);
  });

  it('a reference in a parameter is reported as not expanded', () => {
    assert.deepEqual(problems(sweepWith(`  KEY: ${reference('DATA_DIR')}\n`)), [
      `unexpanded-variable 2:7 "${reference('DATA_DIR')}"`,
    ]);
    assert.deepEqual(problems(sweepWith('  KEY: pay $5\n')), []);
  });
});
