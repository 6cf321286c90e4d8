import type { SweepView } from '../../src/engine/view';
import { sweepRoots } from '../../src/vscode/fleet/nodes';
import { detailsOf } from '../../src/vscode/sidebar/details';
import { TreeIndex } from '../../src/vscode/sidebar/tree-index';
import type { Bench } from './bench';
import { startCloudProcess } from './cloud-process';
import { atMost } from './figure';
import { cpuOf, medianOf } from './measure';

const size = 1_000;
const regions = ['us-east-1', 'us-west-2', 'eu-central-1'];
/** Rows that one poll changes. */
const some = 50;

/** What the sidebar asks and repaints while a thousand runs over three regions are watched. */
const sidebar: Bench = {
  name: 'sidebar',
  quick: true,
  run: async ({ quick }) => {
    const process = await startCloudProcess();
    try {
      const sweepId = await process.launch('sidebar', size, { regions });
      const { cloud, engine } = process.hastyEngine();
      const view = await engine.view(sweepId);
      const before = cloud.calls();
      await engine.views([sweepId]);
      const calls = Object.entries(cloud.calls())
        .map(([action, count]) => [action, count - (before[action] ?? 0)] as const)
        .filter(([, count]) => count > 0);
      engine.dispose();
      const sum = calls.reduce((total, [, count]) => total + count, 0);
      const expanding = await medianOf(quick ? 5 : 15, () => expandAll(view));
      const { changed, names } = repainted(view);
      return [
        atMost('calls of a poll, 1,000 runs over 3 regions', sum, 'calls', 2 * regions.length, {
          exact: true,
          note: calls.map(([action, count]) => `${count} ${action}`).join(' · '),
        }),
        atMost('expanding a sweep of 1,000 runs', expanding, 'ms', 50, {
          note: 'CPU time of the extension host: groups, rows with all they show, and one tooltip',
        }),
        atMost('rows that a poll repaints when 50 of 1,000 have changed', changed, 'rows', some, {
          exact: true,
          ok: changed === some && names,
        }),
      ];
    } finally {
      await process.stop();
    }
  },
};

/** Opens a sweep, and every group of its runs. */
function expandAll(view: SweepView): Promise<number> {
  const index = new TreeIndex(() => view.createdAt + 60_000);
  index.update(sweepRoots([{ provider: 'aws', sweeps: [view], instances: [], older: 0 }]));
  index.children();
  return cpuOf(() => {
    let rows = 0;
    for (const sweep of index.children())
      for (const group of index.children(sweep))
        for (const run of index.children(group)) if (index.look(run) !== undefined) rows += 1;
    if (rows !== size) throw new Error(`${rows} rows were shown, not ${size}`);
    const node = index.node(index.children()[0] ?? '');
    if (node !== undefined) detailsOf(node, view.createdAt);
  });
}

/** How many rows are repainted when every twentieth run costs more than before, and whether it is those. */
function repainted(view: SweepView): { readonly changed: number; readonly names: boolean } {
  const index = new TreeIndex(() => view.createdAt + 60_000);
  const rootsOf = (sweep: SweepView) =>
    sweepRoots([{ provider: 'aws', sweeps: [sweep], instances: [], older: 0 }]);
  index.update(rootsOf(view));
  for (const sweep of index.children()) for (const group of index.children(sweep)) index.children(group);
  const dearer = new Set(view.runs.filter((run) => run.index % (size / some) === 0).map(({ name }) => name));
  const runs = view.runs.map((run) =>
    dearer.has(run.name) ? { ...run, accruedUsd: (run.accruedUsd ?? 0) + 1 } : run,
  );
  const changes = index.update(rootsOf({ ...view, runs }));
  if (changes === 'all') return { changed: size, names: false };
  const found = changes.map((id) => index.look(id)?.label);
  return { changed: changes.length, names: found.every((name) => name !== undefined && dearer.has(name)) };
}

export default [sidebar];
