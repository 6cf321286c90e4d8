import assert from 'node:assert/strict';
import { cancelQuestion } from '../../../src/vscode/documents/cancel-question';
import { instance, run, start, sweep } from './fleet';

const where = 'Account 123456789012 · us-east-1';
const bucket = 'spawn-results-123456789012-us-east-1';

describe('what is asked before a sweep is canceled', () => {
  it('names what is lost while runs have not finished', () => {
    const view = sweep(
      'sweep-x',
      [run(0, 'running'), run(1, 'queued'), run(2, 'succeeded', { billing: false, endedAt: start })],
      { bucket },
    );
    assert.deepEqual(cancelQuestion(view, 'aws', where), {
      message: 'Cancel sweep-x?',
      detail: [
        where,
        '2 of 3 runs will not finish: results that they have not uploaded are lost.',
        '1 run not launched yet will not be launched.',
        'Cost so far: $0.0009. Uploaded results are kept.',
      ].join('\n'),
      yes: 'Terminate 1 instance',
    });
  });

  it('only terminates what is still running once all runs have finished', () => {
    const ended = (index: number) => run(index, 'succeeded', { billing: true, endedAt: start });
    const view = sweep('sweep-x', [ended(0), ended(1)], { bucket, strays: [instance('i-stray')] });
    assert.deepEqual(cancelQuestion(view, 'aws', where), {
      message: 'Terminate 3 instances still running? All runs of sweep-x have finished.',
      detail: [
        where,
        'i-stray has the tags of this sweep but is not one of its runs.',
        'Cost so far: $0.0009. Uploaded results are kept.',
      ].join('\n'),
      yes: 'Terminate 3 instances',
    });
    assert.equal(
      cancelQuestion(sweep('sweep-x', [ended(0)]), 'local', undefined).detail,
      'The sweep has no bucket: results that you have not collected from its instances are lost.',
    );
  });

  it('does not offer to terminate 0 instances', () => {
    const view = sweep('sweep-x', [run(0, 'queued'), run(1, 'queued')], { bucket });
    assert.equal(cancelQuestion(view, 'local', undefined).yes, 'Cancel Sweep');
  });
});
