import assert from 'node:assert/strict';
import fc from 'fast-check';
import { largestRead, readResult } from '../../../src/results/read-result';

const valuesOf = (path: string, text: string): readonly (readonly [string, unknown])[] => [
  ...readResult(path, text).values,
];
const byLines = 'is read from its lines of `name: number`';

describe('results as people write them', () => {
  it('are read by their lines of a name and a number', () => {
    assert.deepEqual(readResult('result.txt', 'Result: 20\n'), {
      values: new Map([['result', 20]]),
      notes: [],
    });
    const report = [
      'Training finished at 12:30:05 on host ip-10-0-0-1',
      '  Val Accuracy = 93.5%',
      'val/loss: 1.5e-3',
      'f1=0.81 recall=.75, AUC=nan',
      'Loss: -inf',
      'Wrote 12 files to /tmp',
      'took: 12.3 s',
      'date: 2026-01-27',
      'url: http://x:80',
      'numpy==1.26',
      'flag: true',
      '',
    ].join('\r\n');
    assert.deepEqual(valuesOf('run-1/result', report), [
      ['val_accuracy', 93.5],
      ['val/loss', 0.0015],
      ['f1', 0.81],
      ['recall', 0.75],
      ['auc', 'NaN'],
      ['loss', '-Infinity'],
    ]);
  });

  it('report which of several lines with one name counts', () => {
    const { notes, values } = readResult('r.txt', 'loss: 3\nloss: 2\nloss: 1\n');
    assert.deepEqual([...values], [['loss', 1]]);
    assert.deepEqual(notes, [`${byLines}; if a name appears more than once, the last value is used`]);
  });

  it('are none where a text holds no such lines, or far too many', () => {
    const many = Array.from({ length: 500 }, (_, i) => `pixel_${i}: ${i}`).join('\n');
    for (const text of ['', 'done', many, '\0\u0001binary: x'])
      assert.deepEqual(readResult('r.txt', text), { values: new Map(), notes: [] });
  });

  it('are the last values of a log in CSV, and the row of a record', () => {
    // Keras, CSVLogger
    assert.deepEqual(
      valuesOf('training.csv', 'epoch,accuracy,loss,val_loss\n0,0.5,1.2,1.3\n1,0.9,0.3,0.4\n'),
      [
        ['epoch', 1],
        ['accuracy', 0.9],
        ['loss', 0.3],
        ['val_loss', 0.4],
      ],
    );
    // Lightning, CSVLogger: training and validation take turns.
    assert.deepEqual(
      valuesOf('metrics.csv', 'epoch,step,train_loss,val_loss\n0,9,0.7,\n0,9,,0.8\n1,19,0.5,\n1,19,,0.6\n'),
      [
        ['epoch', 1],
        ['step', 19],
        ['train_loss', 0.5],
        ['val_loss', 0.6],
      ],
    );
    assert.deepEqual(readResult('m.csv', 'loss,acc\n0.5,0.8\n0.4,0.9\n'), {
      values: new Map([
        ['loss', 0.4],
        ['acc', 0.9],
      ]),
      notes: ['is summarized by the last value of each of its columns'],
    });
    assert.deepEqual(readResult('one.tsv', 'model\trmse\nridge\t0.25\n'), {
      values: new Map<string, unknown>([
        ['model', 'ridge'],
        ['rmse', 0.25],
      ]),
      notes: [],
    });
  });

  it('are none where a CSV is data', () => {
    for (const text of [
      '',
      'loss,acc\n',
      '0.5,0.8\n0.4,0.9\n',
      'id,y_true,y_pred\n1,0,1\n2,1,1\n',
      'fold,accuracy\n0,0.8\n1,0.9\n',
      'x,x\n1,2\n',
      'name,score\na,1\nb,2\n',
      'loss,note\n1,fine\n2,better\n',
    ])
      assert.deepEqual(readResult('d.csv', text), { values: new Map(), notes: [] }, text);
  });

  it('have a largest size, and other files are not read', () => {
    assert.deepEqual(
      ['a.json', 'a.csv', 'run/result', 'a.TXT', 'model.pt', 'plot.png', 'output.log', '.hidden'].map(
        largestRead,
      ),
      [5 * 1024 ** 2, 256 * 1024, 64 * 1024, 64 * 1024, undefined, undefined, undefined, undefined],
    );
  });

  it('never fail to be read', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z:=,\n0-9. -]*$/));
    fc.assert(
      fc.property(fc.constantFrom('a.json', 'a.csv', 'a.txt', 'a'), text, (path, content) => {
        for (const value of readResult(path, content).values.values())
          assert.ok(value === null || ['string', 'number', 'boolean'].includes(typeof value));
      }),
    );
  });
});
