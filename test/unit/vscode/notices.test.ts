import assert from 'node:assert/strict';
import { plainText } from '../../../src/text/plain-text';
import { endingText, interruptionText, lastLinesInOne } from '../../../src/vscode/notices/ending';
import { run, sweep } from './fleet';

describe('notifications', () => {
  it('sum up how a sweep ended, with its cost and with what still costs', () => {
    const runs = [
      run(0, 'succeeded', { billing: true }),
      run(1, 'interrupted'),
      run(2, 'failed', { billing: true }),
    ];
    const ended = sweep('s', runs, { name: 'lr', finished: true, accruedUsd: 0.84 });
    assert.equal(
      endingText(ended, 'aws'),
      'lr finished: 1 succeeded, 1 interrupted, 1 failed · $0.84 · 2 instances not terminated and still billed',
    );
    assert.equal(endingText(ended, 'local'), 'lr finished: 1 succeeded, 1 interrupted, 1 failed');
    const retried = run(0, 'succeeded', { attempt: 2, earlier: [{ attempt: 1, state: 'interrupted' }] });
    assert.equal(
      endingText(sweep('s', [retried], { name: 'lr', finished: true }), 'local'),
      'lr finished: 1 succeeded · 1 retry',
    );
  });

  it('sum up what EC2 took back, while others continue', () => {
    const taken = (count: number, finished = false) =>
      interruptionText(
        sweep('s', [run(9, 'running'), ...Array.from({ length: count }, (_, i) => run(i, 'interrupted'))], {
          name: 'lr',
          finished,
        }),
      );
    assert.deepEqual(
      [taken(0), taken(2, true), taken(1), taken(12)],
      [
        undefined,
        undefined,
        'lr: EC2 interrupted 1 Spot Instance. Other runs continue. Files that it uploaded are kept.',
        'lr: EC2 interrupted 12 Spot Instances. Other runs continue. Files that they uploaded are kept.',
      ],
    );
  });

  it('end with the last lines of a log, whatever they hold', () => {
    const log =
      'first\nEpoch 1\r\n\n\u001b[31mTraceback\u001b[0m\n  [help](command:workbench.action.quit)\n\n';
    assert.equal(
      plainText(lastLinesInOne(log)),
      'Epoch 1 ↵ Traceback ↵ [help]\u200b(command:workbench.action.quit)',
    );
    assert.equal(lastLinesInOne(`${'x'.repeat(300)}\n`), `${'x'.repeat(119)}…`);
    assert.equal(lastLinesInOne('\n \n'), '');
  });
});
