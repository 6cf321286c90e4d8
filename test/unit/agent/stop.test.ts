import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { agentParts } from '../../../src/agent/boot-script';
import { rankIn, rungsReached, type StopRule } from '../../../src/results/curves/stop';
import { SHELLS } from './sandbox';

const agent = agentParts.find(({ name }) => name === 'stop.sh')?.text ?? '';
/** Each shell with another awk. */
const awks = { dash: 'mawk', bash: 'gawk', busybox: 'busybox' } as const;

type Record = { readonly [name: string]: number | null };

/** Values with ties, gaps, and numbers of all sizes. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0.1, 0.25, 0.5, 1, 2, -0.5, 0) },
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-30, max: 1e30 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const rule: fc.Arbitrary<StopRule> = fc.record({
  metric: fc.constantFrom('loss', 'val/loss', 'say "loss"', 'a\\b', 'losses'),
  goal: fc.constantFrom('min', 'max'),
  rule: fc.constantFrom('asha', 'median'),
  first: fc.integer({ min: 1, max: 5 }),
  factor: fc.integer({ min: 2, max: 4 }),
  least: fc.integer({ min: 2, max: 6 }),
});
/** A curve as a chunk has it: with steps, epochs, both, or lines, some of which skip rungs or go back. */
const curve = (metric: string): fc.Arbitrary<readonly Record[]> =>
  fc
    .tuple(
      fc.constantFrom('step', 'epoch', 'both', 'line'),
      fc.array(fc.record({ by: fc.constantFrom(0, 1, 1, 1, 2, 7, -1), value, other: fc.boolean() }), {
        minLength: 1,
        maxLength: 40,
      }),
    )
    .map(([kind, rows]) => {
      let step = 0;
      return rows.map(({ by, other, value }, place): Record => {
        step += by;
        return {
          ...(place === 0 || place % 11 === 10 ? { _line: place + 1 + Math.floor(place / 11) } : {}),
          ...(kind === 'epoch' || kind === 'both' ? { epoch: step / 2 } : {}),
          ...(kind === 'step' || (kind === 'both' && !other) ? { step } : {}),
          ...(other ? { other: 1 } : {}),
          ...(place % 5 === 4 ? {} : { [metric]: value }),
          [`${metric}s`]: 7,
        };
      });
    });
const sample = rule.chain((one) =>
  fc.record({
    rule: fc.constant(one),
    records: curve(one.metric),
    cut: fc.nat({ max: 40 }),
    peers: fc.array(value, { minLength: 0, maxLength: 20 }),
    own: value,
  }),
);

const textOf = (number: number | null): string => (number === null ? 'nan' : JSON.stringify(number));
const numberOf = (text = ''): number => (text === 'nan' ? Number.NaN : Number(text));
const linesOf = (records: readonly Record[]): string =>
  records.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('early stopping on the instance', function () {
  this.timeout(180_000);
  const cases = fc.sample(sample, { numRuns: 1000, seed: 20261129 });
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawn-stop-'));
    await Promise.all(
      cases.map(async ({ cut, own, peers, records, rule: { metric, ...rest } }, place) => {
        const write = (name: string, text: string): Promise<void> =>
          writeFile(join(folder, `${name}.${place}`), text);
        const key = (who: string, text: string): string =>
          `sweeps/s/rungs/9/spawn-instance=AROA:${who}/3.1.${text}\n`;
        await write('one', linesOf(records.slice(0, cut)));
        await write('two', linesOf(records.slice(cut)));
        await write(
          'keys',
          [
            key('i-0', textOf(own)),
            key('i-0', '-1e300'),
            key('i-1', 'junk'),
            ...peers.map((peer, at) => key(`i-${at + 2}`, textOf(peer))),
          ].join(''),
        );
        const metricText = JSON.stringify(metric).slice(1, -1).replaceAll("'", "'\\''");
        await write(
          'rule',
          [
            `stop_metric='${metricText}'`,
            ...Object.entries(rest).map(([name, one]) => `stop_${name}=${one}`),
            '',
          ].join('\n'),
        );
      }),
    );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const shell of SHELLS) {
    it(`decides as the reference does in 1,000 seeded cases (${shell} with ${awks[shell]})`, async () => {
      const programs = join(folder, shell);
      await mkdir(programs);
      await symlink(`/usr/bin/${awks[shell]}`, join(programs, 'awk'));
      const [program = '', ...rest] = shell === 'busybox' ? ['busybox', 'sh'] : [shell];
      const script = `set -u
${agent}
identity=AROA:i-0 place=0
while [ "$place" -lt ${cases.length} ]; do
  . "./rule.$place"
  : >state
  reach_rungs state after <"one.$place" && mv after state && reach_rungs state after <"two.$place"
  echo "rank $(rank_in_rung <"keys.$place")"
  place=$((place + 1))
done`;
      const { stderr, stdout } = spawnSync(program, [...rest, '-c', script], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${programs}:${process.env['PATH']}` },
        maxBuffer: 100_000_000,
      });
      assert.equal(stderr, '');
      const blocks = stdout.split(/^rank (.*)\n/m);
      for (const [place, { own, peers, records, rule }] of cases.entries()) {
        const reached = (blocks[2 * place] ?? '')
          .split('\n')
          .slice(0, -1)
          .map((line) => line.split(' '));
        assert.deepEqual(
          reached.map(([rung, step, value, average]) => ({
            rung: numberOf(rung),
            step: numberOf(step),
            value: numberOf(rule.rule === 'median' ? average : value),
          })),
          rungsReached(records, rule),
          `case ${place}`,
        );
        const values = [own, ...peers].map((one) => one ?? Number.NaN);
        const { of, rank, stops } = rankIn(values, values[0] ?? 0, rule);
        assert.equal(blocks[2 * place + 1], stops ? `${rank} ${of}` : '', `case ${place}`);
      }
      const stopped = cases.filter((_, place) => blocks[2 * place + 1] !== '').length;
      assert.ok(stopped > 200 && stopped < 800, `${stopped} stop`);
    });
  }

  it('never stops the best of a rung, among too few, or where all are equal', () => {
    fc.assert(
      fc.property(rule, fc.array(value, { minLength: 1, maxLength: 30 }), (one, list) => {
        const values = list.map((each) => each ?? Number.NaN);
        const ranks = values.map((own) => rankIn(values, own, one));
        const best = ranks.filter(({ rank }) => rank === 1);
        assert.ok(best.length > 0);
        assert.ok(best.every(({ stops }) => !stops));
        if (values.length < one.least) assert.ok(ranks.every(({ stops }) => !stops));
        const keeps = ranks.filter(({ stops }) => !stops).length;
        assert.ok(keeps >= Math.max(1, Math.floor(values.length / one.factor)) || one.rule === 'median');
      }),
    );
  });
});
