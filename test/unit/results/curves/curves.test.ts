import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bestPoint, curvesOf, lastPoint, pointAtStep } from '../../../../src/results/curves/curve';
import { mainMetric } from '../../../../src/results/curves/main-metric';
import { readRows } from '../../../../src/results/curves/metric-rows';
import { sparkOf } from '../../../../src/results/curves/spark';
import { mostPoints, thinned } from '../../../../src/results/curves/thin';
import { tidyCsv } from '../../../../src/results/curves/tidy';

const span = { since: 1_769_508_900_000, until: 1_769_508_904_000 };
const linesOf = (...records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
const curves = (...records: readonly object[]) => {
  const { stepName, curves } = curvesOf(readRows(linesOf(...records), span));
  return {
    stepName,
    ...Object.fromEntries(
      [...curves].map(([name, { steps, values }]) => [
        name,
        [...steps].map((step, place) => [step, values[place]]),
      ]),
    ),
  };
};

describe('curves', () => {
  it('are read from lines, whose times are those that they say, or lie within the chunk', () => {
    const text = `${linesOf(
      { _line: 3, loss: 1 },
      { loss: null, _time: 1_769_508_901 },
      { _line: 9, loss: 2, text: 'x', list: [1], _timestamp: 1_769_508_903.5 },
    )}junk\n[1]\n"x"\n{"__proto__": 5, "constructor": 1}\n`;
    assert.deepEqual(
      readRows(text, span).map(({ line, time, values }) => [line, time - span.since, [...values]]),
      [
        [3, 571, [['loss', 1]]],
        [4, 1000, [['loss', Number.NaN]]],
        [
          9,
          3500,
          [
            ['loss', 2],
            ['_timestamp', 1_769_508_903.5],
          ],
        ],
        [
          10,
          4000,
          [
            ['__proto__', 5],
            ['constructor', 1],
          ],
        ],
      ],
    );
  });

  it('are counted by the best known name of a step, or by their lines', () => {
    assert.deepEqual(
      curves({ epoch: 0, step: 49, loss: 2 }, { epoch: 0, step: 99, val: 1 }, { train_loss: 3, epoch: 1 }),
      {
        stepName: 'step',
        loss: [[49, 2]],
        val: [[99, 1]],
        train_loss: [[99, 3]],
      },
    );
    assert.deepEqual(curves({ epoch: 0.5, loss: 2, lr: 0.1 }, { epoch: 1, loss: 1 }), {
      stepName: 'epoch',
      loss: [
        [0.5, 2],
        [1, 1],
      ],
      lr: [[0.5, 0.1]],
    });
    assert.deepEqual(curves({ loss: 2 }, { acc: 1 }, { loss: 1 }), {
      stepName: undefined,
      loss: [
        [1, 2],
        [3, 1],
      ],
      acc: [[2, 1]],
    });
  });

  it('continue from where a run has gone back to', () => {
    const steps = [1, 2, 3, 4, 3, 4, 5].map((step, place) => ({ step, loss: 10 - place }));
    assert.deepEqual(curves(...steps), {
      stepName: 'step',
      loss: [
        [1, 10],
        [2, 9],
        [3, 6],
        [4, 5],
        [5, 4],
      ],
    });
  });

  it('have a last, a best and a value at a step, none of which is a gap', () => {
    const { curves } = curvesOf(
      readRows(
        linesOf({ step: 1, loss: 3 }, { step: 2, loss: 1 }, { step: 4, loss: 1 }, { step: 5, loss: null }),
        span,
      ),
    );
    const loss = curves.get('loss');
    assert.ok(loss !== undefined);
    assert.deepEqual([lastPoint(loss)?.step, lastPoint(loss)?.value], [4, 1]);
    assert.deepEqual([bestPoint(loss, 'min')?.step, bestPoint(loss, 'max')?.step], [2, 1]);
    assert.deepEqual(
      [0, 1, 3, 9].map((step) => pointAtStep(loss, step)?.step),
      [undefined, 1, 2, 4],
    );
  });

  it('are thinned without losing the lowest or highest value, an end, or a gap', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 20, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
            { weight: 1, arbitrary: fc.constant(Number.NaN) },
          ),
          {
            minLength: 1,
            maxLength: 600,
          },
        ),
        fc.integer({ min: 8, max: 100 }),
        (list, most) => {
          const values = Float64Array.from(list);
          const places = [...thinned(values, most)];
          assert.ok(places.length <= Math.max(most, 1));
          assert.ok(places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0)));
          const kept = places.map((place) => values[place] ?? 0);
          const numbers = list.filter((value) => !Number.isNaN(value));
          assert.equal(Math.min(...kept.filter((one) => !Number.isNaN(one))), Math.min(...numbers));
          assert.equal(Math.max(...kept.filter((one) => !Number.isNaN(one))), Math.max(...numbers));
          assert.equal(places[0], 0);
          assert.equal(places.at(-1), list.length - 1);
          assert.equal(kept.some(Number.isNaN), list.some(Number.isNaN));
        },
      ),
    );
    const spiky = new Float64Array(100_000).fill(1);
    spiky[77_777] = 9;
    const places = thinned(spiky);
    assert.ok(places.length <= mostPoints && places.includes(77_777));
  });

  it('have a spark of as many bars as there is room', () => {
    assert.equal(sparkOf(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)), '▁▂▃▄▅▆▇█');
    assert.equal(sparkOf(Float64Array.of(3, Number.NaN, 1)), '█ ▁');
    assert.equal(sparkOf(Float64Array.of(5, 5)), '▅▅');
    assert.equal(sparkOf(Float64Array.of(Number.NaN)), '');
    assert.equal(sparkOf(Float64Array.from({ length: 1000 }, (_, place) => -place)).length, 8);
  });

  it('show first what the sweep file names, in any spelling, or else the likeliest measure', () => {
    const metric = { name: 'val/loss', goal: 'min' } as const;
    assert.deepEqual(mainMetric(['loss', 'val_loss'], metric), { title: 'val_loss', goal: 'min' });
    assert.deepEqual(mainMetric(['val_loss', 'val/loss'], metric), { title: 'val/loss', goal: 'min' });
    assert.deepEqual(mainMetric(['a.val_loss', 'acc'], metric), { title: 'a.val_loss', goal: 'min' });
    assert.deepEqual(mainMetric(['lr', 'loss', 'val_accuracy'], undefined), {
      title: 'val_accuracy',
      goal: 'max',
    });
    assert.deepEqual(mainMetric(['zeta'], undefined), { title: 'zeta', goal: 'max', guess: 'goal' });
    assert.equal(mainMetric([], metric), undefined);
  });

  it('are exported as a row for each value, whatever their names are', () => {
    const one = curvesOf(readRows(linesOf({ step: 1, '=evil,"': 1.5 }, { step: 2, '=evil,"': null }), span));
    assert.equal(
      [...tidyCsv([{ name: 'a', curves: one }])].join(''),
      'run,step,time,metric,value\r\n' +
        `a,1,2026-01-27T10:15:02.000Z,"'=evil,""",1.5\r\n` +
        `a,2,2026-01-27T10:15:04.000Z,"'=evil,""",\r\n`,
    );
    assert.equal(
      [...tidyCsv([{ name: 'a', curves: one }], 'other')].join(''),
      'run,step,time,metric,value\r\n',
    );
  });
});
