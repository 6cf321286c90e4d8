import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { Clock } from '../../src/engine/clock';
import { sweepRoots } from '../../src/vscode/fleet/nodes';
import { PlaceWatch } from '../../src/vscode/fleet/watcher';
import { TreeIndex } from '../../src/vscode/sidebar/tree-index';
import type { Bench } from './bench';
import { startCloudProcess } from './cloud-process';
import { atMost, count } from './figure';
import { exponent, median } from './measure';

type EngineBundle = typeof import('../../src/aws/open');

/** Until the compiler has seen it all, as after a minute of watching. */
const WARM_UP = 30;

/** CPU time of the extension host from one poll's start to the tree being told what to repaint. */
const pollCpu: Bench = {
  name: 'poll-cpu',
  quick: true,
  run: async ({ quick }) => {
    const { openEngine }: EngineBundle = createRequire(path.resolve('dist/extension.js'))('./engine.js');
    const cloud = await startCloudProcess();
    const points: { size: number; value: number }[] = [];
    try {
      for (const size of quick ? [1_000] : [100, 1_000, 10_000]) {
        const sweepId = await cloud.launch(`poll-${size}`, size);
        const engine = openEngine(cloud.connection);
        const views = () => engine.views([sweepId]);
        points.push({ size, value: await watched(views, size, sweepId, size > 1_000 ? 5 : quick ? 20 : 60) });
        engine.dispose();
      }
    } finally {
      await cloud.stop();
    }
    const value = points.find(({ size }) => size === 1_000)?.value ?? Number.NaN;
    const note = points.map((point) => `${count(point.size)}: ${point.value.toFixed(1)} ms`).join(' · ');
    return [
      atMost('extension-host CPU of a poll, 1,000 runs', value, 'ms', 10, {
        note: quick ? '' : `grows with exponent ${exponent(points).toFixed(2)} · ${note}`,
      }),
    ];
  },
};

type Views = () => ReturnType<ReturnType<EngineBundle['openEngine']>['views']>;

/** Polls as the sidebar does, one after the other. @returns the median, ms */
async function watched(views: Views, size: number, sweepId: string, polls: number): Promise<number> {
  let wake = (): void => undefined;
  const clock: Clock = {
    now: () => Date.now(),
    sleep: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
  let polled = (): void => undefined;
  const index = new TreeIndex(clock.now);
  const watch = new PlaceWatch({
    provider: 'aws',
    open: async () => ({
      sweeps: async () => [{ id: sweepId, name: 'bench', createdAt: clock.now(), size }],
      instances: async () => [],
      views,
    }),
    clock,
    random: () => 0.5,
    onChange: () => {
      index.update(sweepRoots([watch.fleet]));
      polled();
    },
  });
  const samples: number[] = [];
  try {
    for (let poll = 0; poll < WARM_UP + polls; poll++) {
      const done = new Promise<void>((resolve) => {
        polled = resolve;
      });
      const start = process.cpuUsage();
      if (poll === 0) {
        watch.refresh();
        watch.look(true);
      } else wake();
      await done;
      const { system, user } = process.cpuUsage(start);
      if (poll >= WARM_UP) samples.push((user + system) / 1000);
      openRows(index);
      // Until the poller has gone to sleep again.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    watch.dispose();
  }
  return median(samples);
}

/** As a user who has opened the sweep, and the group of those that run, has them in sight. */
function openRows(index: TreeIndex): void {
  for (const sweep of index.children()) for (const group of index.children(sweep)) index.children(group);
}

export default [pollCpu];
