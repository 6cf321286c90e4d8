import assert from 'node:assert/strict';
import type { RunView } from '../../../src/engine/view';
import { childrenOf, type PlaceFleet, sweepRoots } from '../../../src/vscode/fleet/nodes';
import { type CalledOn, calledOn, removedRow } from '../../../src/vscode/sidebar/called-on';
import { TreeIndex } from '../../../src/vscode/sidebar/tree-index';
import { instance, run, start, sweep } from './fleet';

/** A sidebar whose user opened everything, and what the clouds report now. */
class Window {
  fleet: readonly PlaceFleet[] = [];
  readonly #index = new TreeIndex(() => start);

  get rows() {
    return { sidebar: { node: (id: string) => this.#index.node(id) }, store: { fleet: this.fleet } };
  }

  report(runs: readonly RunView[], instances: PlaceFleet['instances'] = []): void {
    this.fleet = [{ provider: 'aws', sweeps: [sweep('sweep-x', runs)], instances, older: 0 }];
    this.#index.update(sweepRoots(this.fleet));
  }

  /** Ids of all rows, as VS Code requested them. */
  open(id?: string): readonly string[] {
    return this.#index.children(id).flatMap((child) => [child, ...this.open(child)]);
  }

  /** A filter that hides all rows: VS Code knows none of them any more. */
  hideAll(): void {
    this.#index.update([]);
  }
}

const named = (on: CalledOn): string =>
  on.kind === 'row' ? `${on.row.kind} ${'run' in on.row ? on.row.run?.name : on.row.id}` : on.kind;

describe('what a command was called on', () => {
  const ended = { billing: false, endedAt: start };

  it('is the run of the row, whatever state it has moved to since', () => {
    const window = new Window();
    window.report([run(0, 'running'), run(1, 'running')]);
    const ids = window.open().filter((id) => /\/\d+$/.test(id));
    assert.deepEqual(ids, ['aws/sweep-x/running/0', 'aws/sweep-x/running/1']);
    for (const state of ['failed', 'succeeded', 'expired', 'a state/of tomorrow', 'running']) {
      window.report([run(0, 'running'), run(1, state, state === 'running' ? {} : ended)]);
      assert.deepEqual(
        ids.map((id) => named(calledOn(window.rows, id))),
        ['run test-1', 'run test-2'],
        state,
      );
      const on = calledOn(window.rows, ids[1]);
      assert.equal(on.kind === 'row' && on.row.kind === 'run' ? on.row.run.state : undefined, state);
    }
  });

  it('is still the same run, sweep, and instance where a filter hides them', () => {
    const window = new Window();
    window.report([run(0, 'running')], [instance('i-0')]);
    window.hideAll();
    assert.deepEqual(
      ['aws/sweep-x', 'aws/sweep-x/running/0', 'aws/i-0', 'sweep-x', 'sweep-x//test-1'].map((id) =>
        named(calledOn(window.rows, id)),
      ),
      ['sweep aws/sweep-x', 'run test-1', 'instance aws/i-0', 'sweep aws/sweep-x', 'run test-1'],
    );
  });

  it('is gone, and nothing else, where it no longer exists', () => {
    const window = new Window();
    window.report([run(0, 'running')], [instance('i-0')]);
    assert.deepEqual(
      [
        removedRow,
        'aws/sweep-y',
        'aws/sweep-x/running/7',
        'aws/sweep-x/failed',
        'local/sweep-x',
        'aws/i-9',
        'sweep-y',
        'sweep-x//test-9',
      ].map((argument) => calledOn(window.rows, argument)),
      [
        { kind: 'gone', name: undefined },
        { kind: 'gone', name: undefined },
        { kind: 'gone', name: undefined },
        { kind: 'gone', name: undefined },
        { kind: 'gone', name: undefined },
        { kind: 'gone', name: 'i-9' },
        { kind: 'gone', name: 'sweep-y' },
        { kind: 'gone', name: undefined },
      ],
    );
  });

  it('is nothing only in the Command Palette', () => {
    const window = new Window();
    window.report([run(0, 'running')]);
    assert.deepEqual(calledOn(window.rows, undefined), { kind: 'nothing' });
  });

  it('knows every row of the tree', () => {
    const window = new Window();
    window.report([run(0, 'running'), run(1, 'failed', ended), run(2, 'queued')]);
    const all = window.open();
    assert.equal(all.length, 1 + 3 + 3);
    for (const id of all) {
      const on = calledOn(window.rows, id);
      assert.equal(on.kind === 'row' ? on.row.id : on.kind, id);
    }
    assert.deepEqual(sweepRoots(window.fleet).flatMap(childrenOf).length, 3);
  });
});
