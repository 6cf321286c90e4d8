import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { drawn, expectProblems } from './drawn';
import { activated, opened, until } from './extension';

const broken = `defaults:
  instance_type: t3.micro
  ttl: 30
  on_complete: terminate
  user_data: |
    #!/bin/bash
    echo "$NAME $VALUE"
params:
  - name: one
    value: 1
  - name: one
    value: [1, 2]
`;

describe('problems', () => {
  before(activated);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('none in the sample sweep', async () => {
    const document = await opened('simple-sweep.yaml');
    await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
    await expectProblems(document, []);
  });

  it('each with its range and code, in a file that has several', async () => {
    const document = await opened('broken.sweep.yaml', broken);
    await expectProblems(document, [
      'Error bare-duration 2:7-2:9',
      'Error duplicate-name 10:10-10:13',
      'Error parameter-not-scalar 11:11-11:17',
    ]);
  });

  it('the code opens its explanation', async () => {
    const document = await opened('broken.sweep.yaml', broken);
    await until('diagnostics', vscode.languages.onDidChangeDiagnostics, () =>
      vscode.languages.getDiagnostics(document.uri).length > 0 ? true : undefined,
    );
    for (const { code } of vscode.languages.getDiagnostics(document.uri)) {
      assert.ok(typeof code === 'object');
      assert.equal(code.target.toString(true), `command:spawn.explainProblem?["${code.value}"]`);
    }
  });

  it('disappear with their fix, during typing, and when the file is no longer a sweep file', async () => {
    const document = await opened(
      'fixed.sweep.yaml',
      broken.replace('[1, 2]', '2').replace(/one\n {4}value: 2/, 'two\n    value: 2'),
    );
    await expectProblems(document, ['Error bare-duration 2:7-2:9']);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(2, 8, 2, 8),
      vscode.CodeActionKind.QuickFix.value,
    );
    const [fix] = actions;
    assert.ok(fix?.edit !== undefined, 'no quick fix');
    await vscode.workspace.applyEdit(fix.edit);
    await expectProblems(document, []);

    const typing = new vscode.WorkspaceEdit();
    typing.replace(document.uri, document.lineAt(2).range, '  ttl: 1w');
    await vscode.workspace.applyEdit(typing);
    await until('a problem', vscode.languages.onDidChangeDiagnostics, () =>
      drawn(document.uri).length > 0 ? true : undefined,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
    const text = await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await expectProblems(text, []);
  });

  it('reports which files next to it are missing, until they exist', async () => {
    const text =
      'defaults:\n  ttl: 1h\n  user_data: "#!/bin/sh"\n  files: [nowhere.py, simple-*.yaml]\nparams:\n  - name: a\n';
    const document = await opened('travel.sweep.yaml', text);
    await expectProblems(document, ['Error missing-file 3:10-3:20']);
  });

  it('YAML that is not a sweep has no problems', async () => {
    const document = await opened('app.yaml', 'params: 3\nttl: 30\n');
    await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
    await expectProblems(document, []);
  });
});
