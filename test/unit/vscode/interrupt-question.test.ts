import assert from 'node:assert/strict';
import { interruptQuestion } from '../../../src/vscode/documents/interrupt-question';

const effect =
  'As on EC2, the instance metadata shows an interruption notice, the script gets SIGTERM, and the instance ends within two minutes. A run without retry ends as interrupted.';

describe('what is asked before local spot instances are interrupted', () => {
  it('names the instance, and what happens to it', () => {
    assert.deepEqual(interruptQuestion(['lr-0.1'], 0), {
      message: 'Interrupt lr-0.1?',
      detail: effect,
      yes: 'Interrupt 1 instance',
    });
  });

  it('names all of several, and how many are left alone', () => {
    assert.deepEqual(interruptQuestion(['a', 'b'], 3), {
      message: 'Interrupt 2 instances?',
      detail: ['a, b', effect, 'On demand, and therefore not interrupted: 3 instances.'].join('\n'),
      yes: 'Interrupt 2 instances',
    });
  });
});
