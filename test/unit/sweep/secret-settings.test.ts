import assert from 'node:assert/strict';
import { applied } from './mark';
import { reader, reference, sweepWith } from './secret-sweep';

describe('the key secrets', () => {
  const { reading, problems } = reader();

  it('is read by variable, and its variables are known to the script', () => {
    const text = sweepWith(
      '  secrets:\n    KEY: env\n    DB: ssm:/prod/db\n    hub: secretsmanager:ml/hub\n',
      'go "$KEY" "$DB" "$hub"',
    );
    assert.deepEqual(problems(text), []);
    assert.deepEqual(reading(text).sweep().runs[0]?.settings.secrets, {
      KEY: 'env',
      DB: 'ssm:/prod/db',
      hub: 'secretsmanager:ml/hub',
    });
  });

  it('is refused where it names no source, or a variable of the shell, of Spawn or of a parameter', () => {
    for (const [settings, found] of [
      ['  secrets: {KEY: vault:x}\n', 'invalid-value 2:17 "vault:x"'],
      ['  secrets: {KEY: ssm:}\n', 'invalid-value 2:17 "ssm:"'],
      ['  secrets: {"a b": env}\n', 'invalid-value 2:11 "{\\"a b\\": env}"'],
      ['  secrets: [KEY]\n', 'invalid-value 2:11 "[KEY]"'],
      ['  secrets: {PATH: env, KEY: env}\n', 'unusable-variable 2:12 "PATH"'],
      ['  secrets: {SWEEP_ID: env, KEY: env}\n', 'unusable-variable 2:12 "SWEEP_ID"'],
      ['  key: a\n  secrets: {KEY: env}\n', 'colliding-variables 3:12 "KEY"'],
    ] as const)
      assert.ok(problems(sweepWith(settings)).includes(found), problems(sweepWith(settings)).join('\n'));
  });

  it('takes over from a parameter by a fix', () => {
    const text = sweepWith(`  wandb_api_key: ${reference('WANDB_API_KEY')}\n`, 'go "$WANDB_API_KEY"');
    const [problem] = reading(text).problems();
    const fixed = applied(text, problem?.fixes[0]?.edits ?? []);
    assert.deepEqual(problems(fixed), []);
    assert.deepEqual(reading(fixed).sweep().runs[0]?.settings.secrets, { WANDB_API_KEY: 'env' });
  });
});
