import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Goal } from '../../../src/results/goal';
import { measureOf } from '../../../src/results/measure';
import type { ResultsTable } from '../../../src/results/record';
import { formatMilliseconds, formatMillisecondsLeft } from '../../../src/text/durations';
import {
  childrenOf,
  type FleetNode,
  instanceRoots,
  type PlaceFleet,
  sweepRoots,
} from '../../../src/vscode/fleet/nodes';
import { totalsOf } from '../../../src/vscode/fleet/totals';
import { formatMoment } from '../../../src/vscode/format/moments';
import { detailsOf } from '../../../src/vscode/sidebar/details';
import { appearanceOf } from '../../../src/vscode/sidebar/row-appearance';
import { TreeIndex } from '../../../src/vscode/sidebar/tree-index';
import { instance, run, start, sweep } from './fleet';

const place = (more: Partial<PlaceFleet>): PlaceFleet => ({
  provider: 'aws',
  sweeps: [],
  instances: [],
  older: 0,
  ...more,
});
const minute = 60_000;
/** When the sweeps were launched, on the clock of whoever runs this. */
const at = formatMoment(start, start);

/** A tree as text: every row with its description, indented. */
function drawn(nodes: readonly FleetNode[], now: number, depth = 0): readonly string[] {
  return nodes.flatMap((node) => {
    const look = appearanceOf(node, now);
    return [
      `${'  '.repeat(depth)}${look.label} | ${look.description}${look.mark === undefined ? '' : ' ●'} | ${look.icon.id} | ${look.context}`,
      ...drawn(childrenOf(node), now, depth + 1),
    ];
  });
}

describe('the tree of sweeps', () => {
  it('shows sweeps, their states and their runs, with state, uptime, time left and cost', () => {
    const running = sweep('sweep-b', [
      run(0, 'succeeded', { endedAt: start + 2 * minute, billing: false, exitCode: 0 }),
      run(1, 'running'),
      run(2, 'queued'),
      run(3, 'failed', { exitCode: 2, billing: true, endedAt: start + minute, accruedUsd: 0.0002 }),
    ]);
    const old = sweep('sweep-a', [run(0, 'succeeded', { billing: false, endedAt: start + minute })], {
      createdAt: start - 1,
    });
    const before = formatMoment(start - 1, start);
    assert.deepEqual(drawn(sweepRoots([place({ sweeps: [old, running], older: 4 })]), start + 3 * minute), [
      `x | 2/4 done · 1 running · 1 failed · $0.0009 of ≤ $0.0156 · ${at} | play-circle | sweep live billing followable failing`,
      '  Running | 1 | play-circle | group running billing',
      '    test-2 | 3m · $0.0003 · 27m left | play-circle | run live billing has-instance',
      '  Queued | 1 | watch | group queued',
      '    test-3 |  | watch | run live',
      '  Failed | 1 | error | group failed billing',
      '    test-4 | 1m · $0.0002 · 27m left · exit 2 ● | error | run ended billing has-instance',
      '  Succeeded | 1 | pass | group succeeded',
      '    test-1 | 2m · $0.0003 | pass | run ended has-instance',
      `x | 1 succeeded · $0.0009 · ${before} | pass | sweep`,
      '  Succeeded | 1 | pass | group succeeded',
      '    test-1 | 1m · $0.0003 | pass | run ended has-instance',
      'Load older sweeps | 4 | history | older',
    ]);
  });

  it('shows instances past their TTL in red, and the cost of a stopped instance', () => {
    const gone = { expiresAt: start + 30 * minute, overdue: true, billing: true };
    const late = sweep(
      'sweep-l',
      [
        run(0, 'overdue', gone),
        run(1, 'succeeded', { ...gone, endedAt: start + minute }),
        run(2, 'succeeded', { billing: true, stopped: true, hourlyUsd: 0.0548, endedAt: start + minute }),
      ],
      { finished: false },
    );
    const [root] = sweepRoots([place({ sweeps: [late] })]);
    assert.ok(root !== undefined);
    assert.deepEqual(drawn([root], start + 42 * minute), [
      `x | 2/3 done · 2 past their TTL · $0.0009 and more · ${at} | flame | sweep live billing followable`,
      '  Past its TTL | 1 | flame | group overdue billing',
      '    test-1 | 42m · $0.0003 · 12m past its TTL | flame | run live billing has-instance',
      '  Succeeded | 2 | pass | group succeeded billing',
      '    test-2 | 1m · $0.0003 · 12m past its TTL ● | flame | run ended billing has-instance',
      '    test-3 | 1m · $0.0003 · 0m left · stopped: its disk costs $0.0548 per hour | pass | run ended billing has-instance',
    ]);
    const [first] = childrenOf(root);
    assert.equal(first === undefined ? undefined : appearanceOf(first, start).icon.color, 'charts.red');
  });

  it('labels runs by what varies, and reads out their full names', () => {
    const grid = ['0.001', '0.01'].flatMap((rate) => ['32', '64'].map((size) => [rate, size] as const));
    const runs = grid.map(([rate, size], index) =>
      run(index, 'running', {
        name: `learning_rate-${rate}-batch_size-${size}`,
        parameters: { learning_rate: rate, batch_size: size },
      }),
    );
    const shown = sweep('sweep-g', runs, { runs });
    const rows = sweepRoots([place({ sweeps: [shown] })])
      .flatMap(childrenOf)
      .flatMap(childrenOf);
    assert.deepEqual(
      rows.map((node) => appearanceOf(node, start).label),
      ['0.001 · 32', '0.001 · 64', '0.01 · 32', '0.01 · 64'],
    );
    assert.equal(
      rows[0] === undefined ? undefined : appearanceOf(rows[0], start).spoken,
      'learning_rate-0.001-batch_size-32, running, <1m · $0.0003 · 30m left',
    );
    assert.equal(
      rows[0] === undefined ? undefined : detailsOf(rows[0], start)?.title,
      'learning_rate-0.001-batch_size-32',
    );
    const instances = instanceRoots([
      place({ sweeps: [shown], instances: runs.flatMap(({ instance: one }) => one ?? []) }),
    ]);
    assert.deepEqual(instances.map((node) => appearanceOf(node, start).label).toSorted(), [
      '0.001 · 32',
      '0.001 · 64',
      '0.01 · 32',
      '0.01 · 64',
    ]);
  });

  it('shows a sweep of which few runs failed as partially succeeded, in words and with its own icon', () => {
    const ended = { billing: false, endedAt: start };
    const draw = (...states: readonly string[]) => {
      const view = sweep(
        'sweep-s',
        states.map((state, index) => run(index, state, ended)),
      );
      const [node] = sweepRoots([place({ sweeps: [view] })]);
      const look = node === undefined ? undefined : appearanceOf(node, start);
      return [
        look?.icon.id,
        look?.icon.color,
        look?.spoken.split(', ')[1],
        look?.description.split(' · $')[0],
      ];
    };
    assert.deepEqual(draw('succeeded', 'succeeded', 'failed', 'lost'), [
      'warning',
      'list.warningForeground',
      'partially succeeded',
      '2 succeeded · 1 lost · 1 failed',
    ]);
    assert.deepEqual(draw('failed', 'launch-failed', 'cancelled'), [
      'error',
      'testing.iconFailed',
      'failed',
      '1 canceled · 1 launch failed · 1 failed',
    ]);
    assert.deepEqual(draw('succeeded', 'cancelled').slice(2), ['canceled', '1 succeeded · 1 canceled']);
    assert.deepEqual(draw('succeeded', 'stopped-early').slice(2), [
      'succeeded',
      '1 succeeded · 1 stopped early',
    ]);
    const launching = sweep('sweep-l', [run(0, 'launching'), run(1, 'queued')], { finished: false });
    const [node] = sweepRoots([place({ sweeps: [launching] })]);
    const look = node === undefined ? undefined : appearanceOf(node, start);
    assert.deepEqual(
      [look?.icon.id, look?.description.split(' · $')[0]],
      ['rocket', '0/2 done · 1 launching · 1 queued'],
    );
  });

  it('grays data that may have changed since the cloud was last reached, and shows since when', () => {
    const known = sweep('sweep-k', [run(0, 'running')]);
    const [root] = sweepRoots([place({ sweeps: [known], staleSince: start })]);
    assert.ok(root !== undefined);
    const looks = [root, ...childrenOf(root), ...childrenOf(root).flatMap(childrenOf)].map((node) =>
      appearanceOf(node, start + minute),
    );
    assert.deepEqual(
      looks.map(({ icon, mark }) => [icon.id, icon.color, mark]),
      Array.from({ length: 3 }, () => ['play-circle', 'disabledForeground', 'stale']),
    );
    assert.equal(looks[0]?.description.split(' · ')[0], `as of ${at}`);
    assert.equal(looks[2]?.spoken, `test-1, running, 1m · $0.0003 · 29m left, as of ${at}`);
    assert.deepEqual(totalsOf([place({ sweeps: [known], staleSince: start })]).running, 0);
  });

  it('describes group and icon in words for screen readers', () => {
    const heard = sweep('sweep-h', [
      run(0, 'stopped-early', { billing: false, endedAt: start }),
      run(1, 'queued'),
    ]);
    const leaves = sweepRoots([place({ sweeps: [heard] })])
      .flatMap(childrenOf)
      .flatMap(childrenOf);
    assert.deepEqual(
      leaves.map((node) => appearanceOf(node, start).spoken),
      ['test-2, queued', 'test-1, stopped early, 0s · $0.0003'],
    );
  });

  it('shows what runs have reached once their results were read, and the best next to the sweep', () => {
    const measured = sweep('sweep-m', [
      run(0, 'succeeded', { billing: false, endedAt: start + minute }),
      run(1, 'succeeded', { billing: false, endedAt: start + minute }),
      run(2, 'failed', { billing: false, exitCode: 1, endedAt: start + minute }),
    ]);
    const table: ResultsTable = {
      columns: ['name', 'val\nloss'],
      kinds: ['run', 'result'],
      rows: [
        ['test-1', 0.123456789],
        ['test-2', 0.25],
        ['test-3', undefined],
      ],
      notes: [],
    };
    const draw = (goal: Goal) => {
      const measure = measureOf(table, { title: 'val\nloss', goal });
      const fleet = [place({ sweeps: [measured] })];
      return drawn(
        sweepRoots(fleet, undefined, (id) => ({
          measure: id === 'sweep-m' ? measure : undefined,
          followed: false,
        })),
        start,
      );
    };
    assert.deepEqual(draw('min'), [
      `x | 2 succeeded · 1 failed · best 0.1235 val␊loss · $0.0009 · ${at} | warning | sweep failing`,
      '  Failed | 1 | error | group failed',
      '    test-3 | 1m · $0.0003 · exit 1 | error | run ended has-instance',
      '  Succeeded | 2 | pass | group succeeded',
      '    test-1 | 0.1235 · 1m · $0.0003 | pass | run ended has-instance',
      '    test-2 | 0.25 · 1m · $0.0003 | pass | run ended has-instance',
    ]);
    assert.match(draw('max')[0] ?? '', /best 0\.25 val␊loss/);
    const measure = measureOf(table, { title: 'val\nloss', goal: 'min' });
    const spoken = sweepRoots([place({ sweeps: [measured] })], undefined, () => ({
      measure,
      followed: false,
    }))
      .flatMap(childrenOf)
      .flatMap(childrenOf)
      .map((node) => appearanceOf(node, start).spoken);
    assert.equal(spoken[1], 'test-1, succeeded, val␊loss 0.1235 · 1m · $0.0003');
  });

  it('shows which sweep is auto-collecting, and offers it for running ones', () => {
    const looks = (followed: boolean, state: string) =>
      sweepRoots(
        [place({ sweeps: [sweep('sweep-f', [run(0, state, { billing: state === 'running' })])] })],
        undefined,
        () => ({ measure: undefined, followed }),
      ).map((node) => {
        const { context, description } = appearanceOf(node, start);
        return `${description.includes('auto-collecting')} ${context}`;
      });
    assert.deepEqual(
      [
        looks(false, 'running'),
        looks(true, 'running'),
        looks(true, 'succeeded'),
        looks(false, 'succeeded'),
      ].flat(),
      [
        'false sweep live billing followable',
        'true sweep live billing followed',
        'true sweep followed',
        'false sweep',
      ],
    );
  });

  it('shows runs that wait for another attempt, and whether something launches it', () => {
    const earlier = {
      attempt: 1,
      state: 'interrupted',
      costUsd: 0.0002,
      instance: {
        id: 'i-0a',
        instanceType: 't3.micro',
        spot: true,
        publicAddress: true,
        launchedAt: start,
        startedAt: start,
        goneAt: start + minute,
      },
    };
    const runs = [
      run(0, 'waiting-to-retry', { billing: false, attempt: 2, earlier: [earlier] }),
      run(1, 'running'),
    ];
    const waiting = { finished: false, retries: true, waitingRetries: 1 } as const;
    const [paused, driven] = [waiting, { ...waiting, led: true } as const].map(
      (more) => sweepRoots([place({ sweeps: [sweep('sweep-r', runs, more)] })])[0],
    );
    assert.ok(paused !== undefined && driven !== undefined);
    const pausedLook = appearanceOf(paused, start);
    assert.match(pausedLook.description, /retries paused/);
    assert.match(pausedLook.context, /\bwaiting\b/);
    const drivenLook = appearanceOf(driven, start);
    assert.doesNotMatch(drivenLook.description, /retries paused/);
    assert.doesNotMatch(drivenLook.context, /\bwaiting\b/);
    assert.equal(
      new Map(detailsOf(paused, start)?.facts).get('Retries'),
      '1 run waits for another attempt, at no charge: no Spawn window or command launches it',
    );
    const row = childrenOf(paused)
      .flatMap((group) => childrenOf(group))
      .find((node) => node.kind === 'run' && node.run.index === 0);
    assert.ok(row !== undefined);
    assert.match(appearanceOf(row, start).description, /attempt 2/);
    assert.equal(
      new Map(detailsOf(row, start)?.facts).get('Attempt 1'),
      'interrupted · t3.micro spot · $0.0002',
    );
  });

  it('shows that the local cloud is free, and that a stopped launch can continue', () => {
    const stopped = sweep('sweep-l', [run(0, 'running'), run(1, 'queued')], { resumable: true });
    const [look] = sweepRoots([place({ provider: 'local', sweeps: [stopped] })]).map((node) =>
      appearanceOf(node, start),
    );
    assert.equal(look?.description, `0/2 done · 1 running · launching stopped · ${at}`);
    assert.equal(look?.context, 'sweep live billing resumable followable');
    assert.equal(look?.icon.id, 'debug-pause');
  });

  it('shows no money of runs in the local cloud, and offers nothing of AWS there', () => {
    const ended = sweep('sweep-l', [
      run(0, 'failed', { exitCode: 2, billing: true, endedAt: start + minute }),
    ]);
    const fleet = [place({ provider: 'local', sweeps: [ended], instances: [instance('i-0')] })];
    assert.deepEqual(drawn(sweepRoots(fleet), start + 3 * minute), [
      `x | 1 failed · 1 not terminated · ${at} | error | sweep live billing failing`,
      '  Failed | 1 | error | group failed billing',
      '    test-1 | 1m · 27m left · exit 2 ● | error | run ended billing has-instance local',
    ]);
    assert.deepEqual(drawn(instanceRoots(fleet), start), [
      'test-1 | running · t3.micro · <1m · 30m left · us-east-1 | vm-running | instance billing of-sweep local',
    ]);
    const [leaf] = sweepRoots(fleet).flatMap(childrenOf).flatMap(childrenOf);
    assert.ok(leaf !== undefined);
    assert.deepEqual(detailsOf(leaf, start)?.facts.at(-1), ['Cost', 'none: local cloud (on AWS $0.0003)']);
  });

  it('shows when a price is unknown', () => {
    const { accruedUsd: _, ...unpriced } = run(0, 'running');
    const unknown = sweep('sweep-u', [unpriced], { unpriced: 1 });
    const text = drawn(sweepRoots([place({ sweeps: [unknown] })]), start);
    assert.equal(
      text[0],
      `x | 0/1 done · 1 running · $0.0009 of ≤ $0.0156 + 1 run of unknown price · ${at} | play-circle | sweep live billing followable`,
    );
    assert.equal(
      text[2],
      '    test-1 | <1m · price unknown · 30m left | play-circle | run live billing has-instance',
    );
  });

  it('shows a state of the future, and names of any kind, without a crash and on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, state) => {
        const odd = sweep('sweep-o', [run(0, state, { name, reason: name })]);
        for (const line of drawn(sweepRoots([place({ sweeps: [odd] })]), start))
          assert.ok(
            [...line].every((char) => char >= ' ' && char !== '\u007f'),
            JSON.stringify(line),
          );
        const [leaf] = sweepRoots([place({ sweeps: [odd] })])
          .flatMap(childrenOf)
          .flatMap(childrenOf);
        assert.ok(leaf !== undefined);
        assert.equal(detailsOf(leaf, start)?.title, name);
      }),
    );
  });
});

describe('the tree of instances', () => {
  it('lists running ones by sweep, and separately those of no sweep', () => {
    const mine = sweep('sweep-x', [run(0, 'running')]);
    const instances = [
      instance('i-0'),
      instance('i-gone', { state: 'terminated' }),
      instance('i-stopped', { state: 'stopped', launchedAt: start - 1 }),
      instance('i-orphan', { tags: {} }),
    ];
    assert.deepEqual(drawn(instanceRoots([place({ sweeps: [mine], instances })]), start + 5 * minute), [
      'test-1 | running · t3.micro · 5m · 25m left · us-east-1 | vm-running | instance billing of-sweep',
      'i-stopped | stopped · t3.micro · us-east-1 | vm-outline | instance billing of-sweep',
      'No sweep | 1 | question | orphans',
      '  i-orphan | running · t3.micro · 5m · us-east-1 | vm-running | instance billing',
    ]);
  });
});

describe('repainting', () => {
  /** Asks for every row, as VS Code does for open ones. */
  function openAll(index: TreeIndex, id?: string): void {
    for (const child of index.children(id)) openAll(index, child);
  }
  const roots = (...runs: readonly ReturnType<typeof run>[]) =>
    sweepRoots([place({ sweeps: [sweep('sweep-x', runs)] })]);

  it('paints nothing when nothing a user sees has changed', () => {
    const index = new TreeIndex(() => start);
    index.update(roots(run(0, 'running'), run(1, 'queued')));
    openAll(index);
    assert.deepEqual(index.update(roots(run(0, 'running'), run(1, 'queued'))), []);
  });

  it('paints the row that changed, and the group that a run left or joined', () => {
    const index = new TreeIndex(() => start);
    index.update(roots(run(0, 'running'), run(1, 'running'), run(2, 'queued')));
    openAll(index);
    assert.deepEqual(
      index.update(roots(run(0, 'running', { accruedUsd: 0.0005 }), run(1, 'running'), run(2, 'queued'))),
      ['aws/sweep-x/running/0'],
    );
    assert.deepEqual(
      index.update(roots(run(0, 'running', { accruedUsd: 0.0005 }), run(1, 'running'), run(2, 'running'))),
      ['aws/sweep-x'],
    );
  });

  it('paints all when a sweep comes or goes, and knows no row that is gone', () => {
    const index = new TreeIndex(() => start);
    index.update(roots(run(0, 'running')));
    openAll(index);
    assert.equal(index.update([]), 'all');
    assert.deepEqual(index.children(), []);
    assert.equal(index.node('aws/sweep-x'), undefined);
    assert.equal(index.look('aws/sweep-x/running/0'), undefined);
  });

  it('shows after any number of polls what a tree shows that begins with the last, and names the rows that differ', () => {
    const runs = fc.array(
      fc.record({
        state: fc.constantFrom('running', 'running', 'running', 'queued', 'failed'),
        accruedUsd: fc.constantFrom(0.0003, 0.0003, 0.02),
        kept: fc.boolean(),
      }),
      { minLength: 5, maxLength: 5 },
    );
    const poll = fc.record({
      runs,
      minutes: fc.constantFrom(0, 0, 1, 40),
      best: fc.constantFrom(undefined, undefined, 0.5),
    });
    const looks = (index: TreeIndex, id?: string): readonly (readonly [string, unknown, unknown])[] =>
      index
        .children(id)
        .flatMap((child) => [[child, index.look(child), index.node(child)] as const, ...looks(index, child)]);
    fc.assert(
      fc.property(fc.array(poll, { minLength: 2, maxLength: 6 }), (polls) => {
        let now = start;
        const index = new TreeIndex(() => now);
        let known: readonly ReturnType<typeof run>[] = [];
        let shown = new Map<string, string>();
        for (const { best, minutes, runs: next } of polls) {
          now += minutes * minute;
          known = next.map(({ accruedUsd, kept, state }, place) => {
            const before = known[place];
            // Nothing new was heard of it: the same object, with a bill that was written into it.
            if (kept && before !== undefined)
              return Object.assign(before, state === before.state ? { accruedUsd } : {});
            return run(place, state, { accruedUsd });
          });
          const measure =
            best === undefined ? undefined : { title: 'loss', best, values: new Map([['test-1', best]]) };
          const nodes = sweepRoots([place({ sweeps: [sweep('sweep-x', known)] })], undefined, () => ({
            measure,
            followed: false,
          }));
          const changes = index.update(nodes);
          const fresh = new TreeIndex(() => now);
          fresh.update(nodes);
          const expected = looks(fresh);
          assert.deepEqual(looks(index), expected);
          const present = new Map(expected.map(([id, look]) => [id, JSON.stringify(look)]));
          if (changes !== 'all')
            for (const [id, look] of present)
              if (shown.has(id) && shown.get(id) !== look)
                assert.ok(
                  changes.some((changed) => id === changed || id.startsWith(`${changed}/`)),
                  id,
                );
          shown = present;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not repaint rows that were never opened', () => {
    const index = new TreeIndex(() => start);
    index.update(roots(run(0, 'running')));
    index.children();
    assert.deepEqual(index.update(roots(run(0, 'running', { accruedUsd: 0.0005 }))), []);
  });
});

describe('durations', () => {
  it('reads as in the tutorial', () => {
    const cases = [
      [-5, '<1m'],
      [59_999, '<1m'],
      [2 * minute, '2m'],
      [65 * minute, '1h 5m'],
      [120 * minute, '2h'],
      [51 * 60 * minute, '2d 3h'],
    ] as const;
    for (const [milliseconds, text] of cases) assert.equal(formatMilliseconds(milliseconds), text);
  });

  it('rounds up what is left', () => {
    assert.equal(formatMillisecondsLeft(30 * minute - 1), '30m');
    assert.equal(formatMillisecondsLeft(1), '1m');
    assert.equal(formatMillisecondsLeft(-1), '0m');
  });

  it('shows the day of earlier times', () => {
    const moment = new Date(2026, 0, 27, 9, 5).getTime();
    assert.equal(formatMoment(moment, new Date(2026, 0, 27, 23).getTime()), '09:05');
    assert.equal(formatMoment(moment, new Date(2026, 5, 1).getTime()), '01-27 09:05');
    assert.equal(formatMoment(moment, new Date(2027, 0, 1).getTime()), '2026-01-27 09:05');
  });
});
