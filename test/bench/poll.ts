import { createRequire } from 'node:module';
import * as path from 'node:path';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../../src/engine/clock';
import { sweepRoots } from '../../src/vscode/fleet/nodes';
import { PlaceWatch } from '../../src/vscode/fleet/watcher';
import { TreeIndex } from '../../src/vscode/sidebar/tree-index';
import type { Bench } from './bench';
import { jsonCpu } from './calibration';
import { startCloudProcess } from './cloud-process';
import { atMost, count, ratioTo } from './figure';
import { cpuOf, exponent, median } from './measure';

type EngineBundle = typeof import('../../src/aws/open');

/** Until the compiler has seen it all, as after a minute of watching. */
const WARM_UP = 30;

/** Polls of a thousand and of ten thousand runs, and a thousand polls. */
const pollCpu: Bench = {
  name: 'poll-cpu',
  quick: true,
  run: async ({ quick }) => {
    const { openEngine }: EngineBundle = createRequire(path.resolve('dist/extension.js'))('./engine.js');
    const cloud = await startCloudProcess();
    const watches: Watching[] = [];
    const engines: { dispose(): void }[] = [];
    let polls: Polls;
    let kept = Number.NaN;
    try {
      for (const size of quick ? [1_000, 10_000] : [100, 1_000, 10_000]) {
        const sweepId = await cloud.launch(`poll-${size}`, size, { named: false });
        const engine = openEngine(cloud.connection);
        engines.push(engine);
        watches.push(new Watching(() => engine.views([sweepId]), size, sweepId));
      }
      polls = await pollInTurn(watches, quick ? 20 : 60);
      if (!quick)
        kept = await keptBy(
          1_000,
          watches.find(({ size }) => size === 1_000),
        );
    } finally {
      for (const one of [...watches, ...engines]) one.dispose();
      await cloud.stop();
    }
    const { json, points } = polls;
    const [thousand, tenThousand] = [1_000, 10_000].map((size) =>
      points.find((point) => point.size === size),
    );
    if (thousand === undefined || tenThousand === undefined) throw new RangeError('a size was not measured');
    const note = points.map(({ size, value }) => `${count(size)}: ${value.toFixed(1)} ms`).join(' · ');
    const slope = exponent(points);
    const times = tenThousand.value / thousand.value;
    return [
      ratioTo('extension-host CPU of a poll, 1,000 runs', thousand.value, 'ms', 0.8, {
        against: { name: '2.4 MB of JSON read and written', value: json },
      }),
      {
        name: 'the same, 10,000 runs of which nothing is new',
        value: tenThousand.value,
        unit: 'ms',
        against: { name: '1,000 runs', value: thousand.value },
        ratio: times,
        gate: '≤ 3 ×',
        ok: times <= 3,
      },
      ...(quick
        ? []
        : [
            {
              name: 'a poll: how it grows with the sweep',
              value: slope,
              unit: '(exponent)',
              gate: '≤ 0.5',
              ok: slope <= 0.5,
              note,
            },
            atMost('memory kept by 1,000 polls of 1,000 runs', kept / 2 ** 20, 'MB', 2),
          ]),
    ];
  },
};

/** CPU time in milliseconds: medians. */
interface Polls {
  readonly points: readonly { readonly size: number; readonly value: number }[];
  /** Of the calibration. */
  readonly json: number;
}

/** One poll of each and the calibration, so many times. */
async function pollInTurn(watches: readonly Watching[], rounds: number): Promise<Polls> {
  for (const watch of watches) for (let poll = 0; poll < WARM_UP; poll++) await watch.poll();
  const samples = watches.map((): number[] => []);
  const json: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [place, watch] of watches.entries()) samples[place]?.push(await watch.poll());
    json.push(await jsonCpu());
  }
  return {
    points: watches.map(({ size }, place) => ({ size, value: median(samples[place] ?? []) })),
    json: median(json),
  };
}

/** Bytes that so many polls leave behind. */
async function keptBy(polls: number, watch: Watching | undefined): Promise<number> {
  const before = keptBytes();
  for (let poll = 0; poll < polls; poll++) await watch?.poll();
  return keptBytes() - before;
}

type Views = () => ReturnType<ReturnType<EngineBundle['openEngine']>['views']>;

/** Watches a sweep as the sidebar does, poll by poll, with all of its rows open. */
class Watching {
  #wake = (): void => undefined;
  #polled = (): void => undefined;
  #begun = false;
  readonly #index: TreeIndex;
  readonly #watch: PlaceWatch;

  constructor(
    views: Views,
    readonly size: number,
    sweepId: string,
  ) {
    const clock: Clock = {
      now: Date.now,
      sleep: () =>
        new Promise((resolve) => {
          this.#wake = resolve;
        }),
    };
    this.#index = new TreeIndex(clock.now);
    this.#watch = new PlaceWatch({
      provider: 'aws',
      open: async () => ({
        sweeps: async () => [{ id: sweepId, name: 'bench', createdAt: clock.now(), size }],
        instances: async () => [],
        views,
      }),
      clock,
      random: () => 0.5,
      onChange: () => {
        this.#index.update(sweepRoots([this.#watch.fleet]));
        this.#polled();
      },
    });
  }

  dispose(): void {
    this.#watch.dispose();
  }

  /** @returns milliseconds of CPU from the poll's start to the tree being told what to repaint */
  async poll(): Promise<number> {
    const done = new Promise<void>((resolve) => {
      this.#polled = resolve;
    });
    const time = await cpuOf(() => {
      if (this.#begun) this.#wake();
      else {
        this.#begun = true;
        this.#watch.refresh();
        this.#watch.look(true);
      }
      return done;
    });
    openRows(this.#index);
    // Until the poller has gone to sleep again.
    await new Promise((resolve) => setImmediate(resolve));
    return time;
  }
}

/** In and outside of JavaScript's heap, once its garbage is collected. */
function keptBytes(): number {
  v8.setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let round = 0; round < 4; round++) collect();
  const { arrayBuffers, external, heapUsed } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
}

/** As a user who has opened the sweep, and the group of those that run, has them in sight. */
function openRows(index: TreeIndex): void {
  for (const sweep of index.children()) for (const group of index.children(sweep)) index.children(group);
}

export default [pollCpu];
