import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lenses } from './drawn';
import { activated, opened } from './extension';

describe('lenses', () => {
  const settings = () => vscode.workspace.getConfiguration('spawn');

  before(async () => {
    await activated();
    await settings().update('provider', 'aws', vscode.ConfigurationTarget.Workspace);
  });
  after(() => settings().update('provider', undefined, vscode.ConfigurationTarget.Workspace));
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('appear above params: launch, the true cost, dry run, try locally', async () => {
    const document = await opened('simple-sweep.yaml');
    assert.deepEqual(await lenses(document), [
      '10 ▷ Launch 3 runs → spawn.launch',
      '10 ≤ $0.16 → spawn.dryRun',
      '10 Dry run → spawn.dryRun',
      '10 Try locally → spawn.tryLocally',
    ]);
  });

  it('appear in JSON too, and count the runs of a grid', async () => {
    const text = JSON.stringify(
      { defaults: { ttl: '1h', instance_type: 't3.medium' }, grid: { a: [1, 2, 3], b: [1, 2, 3] } },
      undefined,
      2,
    );
    const document = await opened('grid.sweep.json', text);
    const [launch, cost] = await lenses(document);
    assert.equal(launch, '5 ▷ Launch 9 runs → spawn.launch');
    assert.match(cost ?? '', /^5 ≤ \$1\.\d+ → spawn\.dryRun$/);
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      20,
    );
    assert.match(
      all.map(({ command }) => command?.tooltip ?? '').find((tooltip) => tooltip.startsWith('≤')) ?? '',
      /^≤ \$1\.\d+ · \$0\.\d+ without CPU credits · 9 × 1h × \$0\.0416 \+ \$0\.\d+ CPU credits, disk, IPv4\n/,
    );
  });

  it('are free in the local cloud, and offer nothing twice there', async () => {
    await settings().update('provider', 'local', vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await lenses(await opened('simple-sweep.yaml')), [
        '10 ▷ Launch 3 runs → spawn.launch',
        '10 free · ≤ $0.16 on AWS → spawn.dryRun',
        '10 Dry run → spawn.dryRun',
      ]);
    } finally {
      await settings().update('provider', 'aws', vscode.ConfigurationTarget.Workspace);
    }
  });

  it('offer no launch while the file has errors, and count them', async () => {
    const one = 'defaults:\n  ttl: 30\n  user_data: echo\nparams:\n  - name: a\n';
    assert.deepEqual(await lenses(await opened('broken.sweep.yaml', one)), [
      '3 $(error)\u00a0Fix 1 error to launch → workbench.actions.view.problems',
    ]);
    const two = one.replace('name: a', 'name: a\n    ttl: 40');
    assert.deepEqual(await lenses(await opened('broken-more.sweep.yaml', two)), [
      '3 $(error)\u00a0Fix 2 errors to launch → workbench.actions.view.problems',
    ]);
  });

  it('are not there where nothing can be launched', async () => {
    assert.deepEqual(await lenses(await opened('empty.sweep.yaml', 'name: x\n')), []);
    assert.deepEqual(await lenses(await opened('app.yaml', 'params:\n  - name: x\n')), []);
  });

  it('offer once to treat as a sweep file what plainly is a sweep and is not called one', async () => {
    const text = 'defaults:\n  ttl: 30m\n  user_data: echo\nparams:\n  - name: a\n';
    const offer = [
      '0 This looks like a sweep: treat as sweep file → spawn.treatAsSweepFile',
      '0 Not now → spawn.declineSweepFile',
    ];
    const document = await opened('experiments.yaml', text);
    assert.deepEqual(await lenses(document), offer);
    await vscode.commands.executeCommand('spawn.treatAsSweepFile', document.uri.toString());
    assert.equal(document.getText(), `# spawn: sweep\n${text}`);
    const [launch] = await lenses(document);
    assert.equal(launch, '4 ▷ Launch 1 run → spawn.launch');

    const other = await opened('others.yaml', text);
    assert.deepEqual(await lenses(other), offer);
    await vscode.commands.executeCommand('spawn.declineSweepFile', other.uri.toString());
    assert.deepEqual(await lenses(other), []);

    const json = await opened('experiments.json', '{"defaults": {"ttl": "1h"}, "params": [{"name": "a"}]}');
    assert.deepEqual(await lenses(json), offer);
    await vscode.commands.executeCommand('spawn.treatAsSweepFile', json.uri);
    try {
      const settings = vscode.workspace.getConfiguration('spawn');
      assert.deepEqual(settings.get('files'), ['experiments.json']);
      assert.match((await lenses(json)).join(), /Launch 1 run|error/);
    } finally {
      await vscode.workspace
        .getConfiguration('spawn')
        .update('files', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
