import assert from 'node:assert/strict';
import { readCsvRows } from '../../../src/results/csv-rows';

const valuesIn = (...lines: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(readCsvRows(lines.join('\n')).values);

describe('a CSV file of results', () => {
  it('is a record where it has one row', () => {
    assert.deepEqual(valuesIn('name,size,note', 'a,007,1e-3'), { name: 'a', size: '007', note: 0.001 });
    assert.deepEqual(readCsvRows('a\n1').notes, []);
  });

  it('is a log where its rows are counted, and counts by the last value of each column', () => {
    for (const counter of [
      'epoch',
      'Epochs',
      'step',
      'steps',
      'global_step',
      'global step',
      'globalstep',
      'iter',
      'iters',
      'iteration',
      'iterations',
      'round',
      'batch',
    ])
      assert.deepEqual(valuesIn(`${counter},x`, '1,a', '2,b'), { [counter]: 2, x: 'b' }, counter);
    for (const other of ['epochal', 'my_step', 'time', 'x_iteration'])
      assert.deepEqual(valuesIn(`${other},x`, '1,a', '2,b'), {}, other);
    assert.deepEqual(valuesIn('epoch,loss,val', '1,0.5,', '2,0.4,0.6', '3,0.3,'), {
      epoch: 3,
      loss: 0.3,
      val: 0.6,
    });
    assert.equal(readCsvRows('epoch\n1\n2').notes.length, 1);
  });

  it('is a log if it contains a known metric and only numbers', () => {
    assert.deepEqual(valuesIn('loss,lr', '0.5,1', '0.4,2'), { loss: 0.4, lr: 2 });
    for (const odd of ['nan', 'NaN', 'inf', '-inf', '+Infinity', ''])
      assert.deepEqual(valuesIn('loss,lr', `${odd},1`, '0.4,2'), { loss: 0.4, lr: 2 }, odd);
    for (const word of ['x', 'nano', 'info', 'xinf', '1x'])
      assert.deepEqual(valuesIn('loss,lr', `${word},1`, '0.4,2'), {}, word);
    assert.deepEqual(valuesIn('a,b', '0.5,1', '0.4,2'), {}, 'no known metric');
  });

  it('is data where it has a row for each of something', () => {
    for (const column of [
      'fold',
      'split',
      'seed',
      'class',
      'label',
      'id',
      'index',
      'name',
      'model',
      'sample',
      'Fold',
    ])
      assert.deepEqual(valuesIn(`${column},epoch,loss`, '1,1,0.5', '2,2,0.4'), {}, column);
  });

  it('has names in its first line, each once, and none of them a number', () => {
    for (const header of ['1,2', 'a,a', 'a,', '-1x,b', '+3,b', '3d,b'])
      assert.deepEqual(valuesIn(header, '5,6'), {}, header);
    assert.deepEqual(valuesIn('a-1,b+', '5,6'), { 'a-1': 5, 'b+': 6 });
    assert.deepEqual(valuesIn('a,b', '1,2,3'), {}, 'a row that is too long');
    assert.deepEqual(valuesIn('a,b,c', '1,2'), { a: 1, b: 2 }, 'a row that is short');
    assert.deepEqual(valuesIn('a,b'), {});
    assert.deepEqual(valuesIn(' a , b ', ' 1 , x '), { a: 1, b: 'x' });
    const wide = (count: number) => [
      Array.from({ length: count }, (_, at) => `c${at}`),
      Array.from({ length: count }, () => '1'),
    ];
    assert.equal(Object.keys(valuesIn(...wide(200).map((line) => line.join(',')))).length, 200);
    assert.deepEqual(valuesIn(...wide(201).map((line) => line.join(','))), {});
  });
});
