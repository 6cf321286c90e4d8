import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { importWandb } from '../../../src/language/import/wandb';
import { SweepDocument } from '../../../src/sweep/document';
import { DEFAULTS } from '../sweep/mark';

const read = (text: string) => {
  const imported = importWandb(text) ?? assert.fail('not imported');
  const document = new SweepDocument(
    { text: imported.text, language: 'yaml', fileName: 'imported-sweep.yaml' },
    { defaults: DEFAULTS, surroundings: { readText: () => '' } },
  );
  assert.deepEqual(
    document.problems().filter(({ severity }) => severity === 'error'),
    [],
    imported.text,
  );
  return { ...imported, document, content: parse(imported.text) };
};

/** As the documentation of W&B has it. */
const random = `program: train.py
name: sweepdemo
method: random
metric:
  goal: minimize
  name: val/loss
parameters:
  batch_size:
    values: [16, 32, 64]
  epochs:
    value: 5
  dropout: {min: 0.1, max: 0.5}
  layers: {min: 1, max: 6}
  lr: {distribution: log_uniform_values, min: 0.0001, max: 0.1}
  decay: {distribution: log_uniform, min: -9.21034, max: -2.302585}
  optimizer:
    parameters: {name: {values: [adam, sgd]}}
  noise: {distribution: normal, mu: 0, sigma: 1}
run_cap: 12
`;

describe('a sweep configuration of W&B', () => {
  it('becomes a random search with the same space', () => {
    const { content, document, notes } = read(random);
    assert.deepEqual(content.random, {
      count: 12,
      seed: 1,
      space: {
        batch_size: { choice: [16, 32, 64] },
        dropout: { uniform: [0.1, 0.5] },
        layers: { int_uniform: [1, 6] },
        lr: { log_uniform: [0.0001, 0.1] },
        decay: { log_uniform: [0.0001, 0.1] },
      },
    });
    assert.deepEqual(content.metric, { name: 'val/loss', goal: 'min' });
    assert.equal(document.sweep().name, 'sweepdemo');
    assert.equal(document.size, 12);
    assert.equal(document.sweep().runs[0]?.parameters.get('epochs'), '5');
    assert.match(
      content.defaults.user_data,
      /^python3 train\.py --epochs="\$EPOCHS" --batch_size="\$BATCH_SIZE" /m,
    );
    assert.deepEqual(notes.filter((note) => /optimizer|noise/.test(note)).length, 2);
  });

  it('becomes a grid with the same runs', () => {
    const { content, document } = read(
      'method: grid\nprogram: "my train.py"\nparameters:\n  lr: {values: [0.1, 0.01]}\n  batch-size: {values: [8, 16, 32]}\n',
    );
    assert.deepEqual(content.grid, { lr: [0.1, 0.01], 'batch-size': [8, 16, 32] });
    assert.equal(document.size, 6);
    assert.match(
      content.defaults.user_data,
      /^python3 'my train\.py' --lr="\$LR" --batch-size="\$BATCH_SIZE"$/m,
    );
  });

  it('says what it can’t keep', () => {
    const { content, notes } = read(
      'method: bayes\nmetric: {name: accuracy, goal: maximize}\nearly_terminate: {type: hyperband}\ncommand: [python, x]\nparameters: {lr: {min: 0.0, max: 1.0}}\n',
    );
    assert.equal(content.random.count, 20);
    assert.deepEqual(content.random.space, { lr: { uniform: [0, 1] } });
    assert.deepEqual(content.metric, { name: 'accuracy', goal: 'max' });
    for (const word of ['Bayesian', 'early_terminate', 'command', 'run_cap', 'ttl'])
      assert.ok(
        notes.some((note) => note.includes(word)),
        `${word}: ${notes.join(' ')}`,
      );
  });

  it('is told from other files', () => {
    for (const text of ['', 'a: 1', 'method: grid', 'parameters: {a: {value: 1}}', '- a', 'params: [{a: 1}]'])
      assert.equal(importWandb(text), undefined, text);
  });
});
