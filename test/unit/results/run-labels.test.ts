import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runLabels } from '../../../src/results/run-labels';
import { readSweep } from '../../../src/sweep/read';

const labelsOf = (text: string): readonly string[] => {
  const file = { text, language: 'yaml', fileName: 'x.sweep.yaml' } as const;
  const { runs } = readSweep(file, { instanceType: 't3.micro', region: 'us-east-1' }).sweep;
  return runLabels(
    runs.map(({ name, parameters }) => ({ name, parameters: Object.fromEntries(parameters) })),
  );
};

describe('labels of runs', () => {
  it('are the values that vary, as they are written', () => {
    assert.deepEqual(
      labelsOf(
        'defaults: {ttl: 1h, epochs: 5}\ngrid:\n  learning_rate: [0.001, 1e-2]\n  batch_size: [32]\n  dropout: [0.20, 0.5]\n',
      ),
      ['0.001 · 0.20', '0.001 · 0.5', '1e-2 · 0.20', '1e-2 · 0.5'],
    );
  });

  it('have a short key where the value alone could be misread', () => {
    assert.deepEqual(labelsOf('grid:\n  seed: [1, 2]\n'), ['seed=1', 'seed=2']);
    assert.deepEqual(labelsOf('grid:\n  num_layers: [1, 2]\n  numHeads: [2, 4]\n  model: [gpt]\n'), [
      'num_layers=1 · numHeads=2',
      'num_layers=1 · numHeads=4',
      'num_layers=2 · numHeads=2',
      'num_layers=2 · numHeads=4',
    ]);
    assert.deepEqual(labelsOf('grid:\n  use_amp: [true, false]\n  learning_rate: [0.1, 0.2]\n').slice(0, 2), [
      'use_amp=true · 0.1',
      'use_amp=true · 0.2',
    ]);
    assert.deepEqual(
      labelsOf('grid:\n  learning_rate: [0.1]\n  regularization_l2: [1, 2]\n  hidden_layers: [1, 2]\n'),
      ['rl=1 · hl=1', 'rl=1 · hl=2', 'rl=2 · hl=1', 'rl=2 · hl=2'],
    );
    assert.deepEqual(labelsOf('params:\n  - {lr: 0.1}\n  - {lr: 0.2, warm_up: 5}\n'), [
      'lr=0.1',
      'lr=0.2 · warm_up=5',
    ]);
  });

  it('are the names that a user wrote, without a long beginning that all share', () => {
    assert.deepEqual(labelsOf('params:\n  - {name: baseline, a: 1}\n  - {name: wide, a: 2}\n'), [
      'baseline',
      'wide',
    ]);
    assert.deepEqual(
      labelsOf('defaults: {name: "imagenet-resnet-50-{lr}-bs-{bs}"}\ngrid:\n  lr: [0.1, 0.2]\n  bs: [32]\n'),
      ['…0.1-bs-32', '…0.2-bs-32'],
    );
  });

  it('distinguish repeated runs, and runs on several instance types', () => {
    assert.deepEqual(labelsOf('params:\n  - {lr: 0.1}\n  - {lr: 0.1}\n  - {lr: 0.2}\n'), [
      'lr=0.1',
      'lr=0.1 · 2',
      'lr=0.2',
    ]);
    assert.deepEqual(
      labelsOf('grid:\n  lr_rate: [0.1, 0.2]\n  instance_type: [t3.micro, t3.small]\n').slice(0, 2),
      ['lr_rate=0.1 · t3.micro', 'lr_rate=0.1 · t3.small'],
    );
  });

  it('keep values of any length and characters on one short line', () => {
    const [label = ''] = runLabels([
      { name: 'prompt-a', parameters: { prompt: `a\nb ${'c'.repeat(100)}`, x: '1' } },
      { name: 'prompt-b', parameters: { prompt: 'b', x: '1' } },
    ]);
    assert.equal(label, 'prompt-a');
    const made = runLabels(
      ['a b', 'c/d'].map((value) => ({ name: `p-${value.replace(/\W/, '-')}`, parameters: { p: value } })),
    );
    assert.deepEqual(made, ['p=a b', 'p=c/d']);
  });

  it('are all different and never empty, for any runs', () => {
    const value = fc.constantFrom('1', '2', 'true', '', 'a-b', '0.1', 'x'.repeat(50));
    const parameters = fc.dictionary(fc.constantFrom('a', 'ab', 'learning_rate', 'a_b'), value);
    fc.assert(
      fc.property(fc.array(parameters, { minLength: 1, maxLength: 12 }), (all) => {
        const text = JSON.stringify({ params: all });
        const labels = labelsOf(text);
        assert.equal(new Set(labels).size, labels.length);
        assert.ok(labels.every((label) => label !== ''));
      }),
    );
  });
});
