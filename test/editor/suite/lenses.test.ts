import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lenses } from './drawn';
import { activated, opened } from './extension';

describe('lenses', () => {
  before(activated);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('stand above params: launch, the true cost, dry run, try locally', async () => {
    const document = await opened('simple-sweep.yaml');
    assert.deepEqual(await lenses(document), [
      '10 ▷ Launch 3 runs → spawn.launch',
      '10 ≤ $0.0244 · 3 × 30m × $0.0104 + $0.00882 disk, IPv4 → spawn.dryRun',
      '10 Dry run → spawn.dryRun',
      '10 Try locally → spawn.tryLocally',
    ]);
  });

  it('stand in JSON too, and count what a grid makes', async () => {
    const text = JSON.stringify(
      { defaults: { ttl: '1h', instance_type: 't3.medium' }, grid: { a: [1, 2, 3], b: [1, 2, 3] } },
      undefined,
      2,
    );
    const document = await opened('grid.sweep.json', text);
    const [launch, cost] = await lenses(document);
    assert.equal(launch, '5 ▷ Launch 9 runs → spawn.launch');
    assert.match(cost ?? '', /^5 ≤ \$0\.\d+ · 9 × 1h × \$0\.0416 \+ \$0\.\d+ disk, IPv4 → spawn\.dryRun$/);
  });

  it('offer no launch while errors stand in the file, and count them', async () => {
    const one = 'defaults:\n  ttl: 30\n  user_data: echo\nparams:\n  - name: a\n';
    assert.deepEqual(await lenses(await opened('broken.sweep.yaml', one)), [
      '3 $(error)\u00a01 error: mend it to launch → workbench.actions.view.problems',
    ]);
    const two = one.replace('name: a', 'name: a\n    ttl: 40');
    assert.deepEqual(await lenses(await opened('broken-more.sweep.yaml', two)), [
      '3 $(error)\u00a02 errors: mend them to launch → workbench.actions.view.problems',
    ]);
  });

  it('are not there where nothing can be launched', async () => {
    assert.deepEqual(await lenses(await opened('empty.sweep.yaml', 'name: x\n')), []);
    assert.deepEqual(await lenses(await opened('app.yaml', 'params:\n  - name: x\n')), []);
  });
});
