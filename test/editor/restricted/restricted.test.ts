import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Dialogs } from '../suite/dialogs';
import { expectProblems, lenses, mend, offeredAt } from '../suite/drawn';
import { activated, inWorkspace, opened, until } from '../suite/extension';

const text = `defaults:
  ttl: 30
  instance_type: t3.micro
  user_data: {file: beside.sh}
params:
  - name: one
  - name: two
`;

describe('a workspace that is not trusted', () => {
  before(async () => {
    assert.equal(vscode.workspace.isTrusted, false, 'the workspace is trusted');
    await activated();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('has its sweep files checked, with the files next to them, and fixed', async () => {
    await opened('beside.sh', '#!/bin/sh\necho "$NOBODY"\n');
    const document = await opened('restricted.sweep.yaml', text);
    await expectProblems(document, ['Error bare-duration 1:7-1:9', 'Warning unknown-variable 3:20-3:29']);
    await mend(document, new vscode.Position(1, 8));
    await expectProblems(document, ['Warning unknown-variable 3:20-3:29']);
  });

  it('has them completed and outlined', async () => {
    const document = await opened('restricted.sweep.yaml', text);
    assert.ok((await offeredAt(document, new vscode.Position(2, 25))).includes('t3.micro'));
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['defaults', 'params'],
    );
  });

  it('shows what a launch would cost, and offers none', async () => {
    const document = await opened('restricted.sweep.yaml', text.replace('30', '30m'));
    const [cost = '', dryRun, ...others] = await lenses(document);
    assert.match(cost, /^4 ≤ \$\d.* → spawn\.dryRun$/);
    assert.deepEqual([dryRun, ...others], ['4 Dry run → spawn.dryRun']);
  });

  it('refuses to launch, and reports why', async () => {
    const document = await opened('restricted.sweep.yaml', text.replace('30', '30m'));
    for (const command of ['spawn.launch', 'spawn.tryLocally']) {
      const dialogs = new Dialogs(() => undefined);
      try {
        await vscode.commands.executeCommand(command, document.uri);
        assert.equal(dialogs.shown.length, 1, command);
        assert.match(dialogs.shown[0] ?? '', /^Launching requires a trusted workspace/);
      } finally {
        dialogs.restore();
      }
    }
  });

  it('plans from the file alone: credentials stay unused', async () => {
    // A file of its own: of one that was open before, VS Code may still hold, or be reading, another text.
    const document = await opened('planned.sweep.yaml', text.replace('30', '30m'));
    // A refusal would wait for an answer that no one gives.
    const dialogs = new Dialogs(() => undefined);
    try {
      await vscode.commands.executeCommand('spawn.dryRun', document.uri);
    } finally {
      dialogs.restore();
    }
    assert.deepEqual(dialogs.shown, []);
    await vscode.commands.executeCommand('spawn.showReportText', 'planned.sweep.yaml dry run');
    const plan = await until('the plan', vscode.window.onDidChangeActiveTextEditor, () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'spawn'),
    );
    assert.match(plan.getText(), /the workspace is not trusted, so your credentials are not used/);
  });

  it('doesn’t use its settings for the target of a launch', async () => {
    const own = {
      provider: 'local',
      profile: 'theirs',
      region: 'eu-west-1',
      bucket: 'theirs',
      permissionsBoundary: 'theirs',
      defaultInstanceType: 'p5.48xlarge',
    };
    const { packageJSON } = await activated();
    assert.deepEqual(
      packageJSON.capabilities.untrustedWorkspaces.restrictedConfigurations,
      Object.keys(own).map((key) => `spawn.${key}`),
    );
    // One that may be set tells when the file was read.
    const written = { ...own, files: ['theirs-*.yaml'] };
    const file = Object.entries(written).map(([key, value]) => [`spawn.${key}`, value]);
    await vscode.workspace.fs.writeFile(
      inWorkspace('.vscode', 'settings.json'),
      new TextEncoder().encode(JSON.stringify(Object.fromEntries(file))),
    );
    const settings = await until('the settings', vscode.workspace.onDidChangeConfiguration, () => {
      const now = vscode.workspace.getConfiguration('spawn');
      return now.get<string[]>('files')?.includes('theirs-*.yaml') === true ? now : undefined;
    });
    for (const key of Object.keys(own))
      assert.deepEqual(settings.get(key), settings.inspect(key)?.defaultValue, key);
  });
});
