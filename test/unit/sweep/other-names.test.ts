import assert from 'node:assert/strict';
import { applied, open, told } from './mark';

const file = (parts: { top?: string; defaults?: string; runs?: string; script?: string }): string =>
  `${parts.top ?? ''}defaults:\n  user_data: ${parts.script ?? 'python3 a.py'}\n${parts.defaults ?? ''}${parts.runs ?? 'params:\n  - x: 1\n'}`;

const names = (text: string): readonly string[] =>
  told(
    text,
    open(text)
      .problems()
      .filter(({ code }) => code === 'other-name' || code === 'reserved-name'),
  );

const fixed = (text: string, language: 'yaml' | 'json' = 'yaml'): readonly string[] =>
  open(text, { language })
    .problems()
    .filter(({ code }) => code === 'other-name')
    .flatMap(({ fixes }) => fixes.map(({ edits }) => applied(text, edits)));

describe('a name from another tool', () => {
  it('is a warning in defaults and in runs, in any spelling', () => {
    for (const name of [
      'timeout',
      'disk_size',
      'spot-price',
      'regionName',
      'terminate',
      'machine',
      'num_nodes',
      'resources',
    ])
      assert.deepEqual(names(file({ defaults: `  ${name}: 1\n` })), [`other-name 2:2 "${name}"`], name);
    assert.deepEqual(
      names(file({ runs: 'params:\n  - {x: 1, cost_limit: 5}\n  - {x: 2, cost_limit: 5}\n' })),
      ['other-name 3:11 "cost_limit"'],
    );
    assert.deepEqual(names(file({ runs: 'grid:\n  machine_type: [t3.micro, t3.small]\n' })), [
      'other-name 3:2 "machine_type"',
    ]);
    assert.deepEqual(names(file({ defaults: '  resources: {cpus: 4}\n' })), ['other-name 2:2 "resources"']);
  });

  it('is none where a script reads its variable, or it is a key of the format', () => {
    assert.deepEqual(names(file({ defaults: '  timeout: 5\n', script: 'curl -m $TIMEOUT http://x' })), []);
    assert.deepEqual(
      names(file({ defaults: '  timeout: 5\n', script: `python3 -c "import os; os.environ['TIMEOUT']"` })),
      [],
    );
    assert.deepEqual(
      names(file({ defaults: '  ttl: 1h\n  spot: true\n  lr: 1\n  policy: mlp\n  env: cartpole\n' })),
      [],
    );
  });

  it('is renamed everywhere at once, with its value', () => {
    const text = file({
      defaults: '  timeout_minutes: 30 # enough\n',
      runs: 'params:\n  - timeout_minutes: 90\n    x: 1\n  - x: 2\n',
    });
    assert.deepEqual(fixed(text), [
      text.replace('timeout_minutes: 30', 'ttl: 30m').replace('timeout_minutes: 90', 'ttl: 90m'),
    ]);
    assert.deepEqual(fixed(file({ defaults: '  terminate: true\n' })), [
      file({ defaults: '  on_complete: terminate\n' }),
    ]);
    assert.deepEqual(fixed(file({ defaults: '  disk_size: 100GB\n' })), [
      file({ defaults: '  volume_size: 100\n' }),
    ]);
    assert.deepEqual(fixed(file({ defaults: '  timeout: 1h\n  ttl: 2h\n' })), []);
    const axis = file({ defaults: '  ttl: 2h\n', runs: 'grid:\n  timeout: [1h, 2h]\n' });
    assert.deepEqual(fixed(axis), [axis.replace('timeout', 'ttl')]);
    assert.deepEqual(
      fixed('{"defaults": {"terminate": true, "user_data": "x"}, "params": [{"x": 1}]}', 'json'),
      ['{"defaults": {"on_complete": "terminate", "user_data": "x"}, "params": [{"x": 1}]}'],
    );
  });

  it('moves to where Spawn has it', () => {
    assert.deepEqual(fixed(file({ defaults: '  cost_limit: 25 # USD\n  ttl: 1h\n' })), [
      file({ top: 'budget: 25 # USD\n', defaults: '  ttl: 1h\n' }),
    ]);
    assert.deepEqual(names(file({ top: 'cost_limit: 25\n' })), ['other-name 0:0 "cost_limit"']);
    assert.deepEqual(fixed(file({ top: 'cost_limit: 25\n' })), [file({ top: 'budget: 25\n' })]);
    assert.deepEqual(fixed(file({ top: 'timeout: 1h # c\n' })), [
      'defaults:\n  ttl: 1h # c\n  user_data: python3 a.py\nparams:\n  - x: 1\n',
    ]);
    assert.deepEqual(fixed(file({ top: 'cost_limit: 25\nbudget: 5\n' })), []);
    assert.deepEqual(fixed('defaults:\n  user_data: x\nmatrix:\n  a: [1, 2]\n'), [
      'defaults:\n  user_data: x\ngrid:\n  a: [1, 2]\n',
    ]);
  });

  it('is what a whole file of another tool is made of', () => {
    const text =
      'program: train.py\nmethod: random\nparameters:\n  lr: {min: 0.1, max: 1}\n  bs: {values: [1]}\nrun_cap: 5\nearly_terminate: {type: hyperband}\n';
    assert.deepEqual(names(text), [
      'other-name 0:0 "program"',
      'other-name 1:0 "method"',
      'other-name 2:0 "parameters"',
      'other-name 5:0 "run_cap"',
      'reserved-name 6:0 "early_terminate"',
    ]);
    assert.deepEqual(fixed(text), [
      text.replace('program: train.py\n', 'defaults:\n  user_data: train.py\n'),
    ]);
  });

  it('that a later version may need is reserved, whatever reads it', () => {
    for (const name of ['notify', 'image', 'setup', 'inputs', 'slots'])
      assert.deepEqual(
        names(file({ defaults: `  ${name}: 1\n`, script: `echo $${name.toUpperCase()}` })),
        [`reserved-name 2:2 "${name}"`],
        name,
      );
    assert.deepEqual(names(file({ top: 'notify: 1\n' })), ['reserved-name 0:0 "notify"']);
  });
});
