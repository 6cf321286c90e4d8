import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, opened, until } from './extension';

/** Chooses an action of this title at a place, as the menu does, and gives back the text it makes. */
async function chosen(document: vscode.TextDocument, needle: string, title: string): Promise<string> {
  const at = document.positionAt(document.getText().indexOf(needle) + 1);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(at, at),
    vscode.CodeActionKind.Refactor.value,
    10,
  );
  const action = actions.find((each) => each.title === title);
  assert.ok(action?.edit !== undefined, actions.map((each) => each.title).join(', '));
  await vscode.workspace.applyEdit(action.edit);
  return document.getText();
}

describe('refactorings', () => {
  before(activated);
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('fold runs into a grid and write it out again, with the names they had', async () => {
    const runs = [
      '  - name: lr-0.10-bs-32\n    lr: 0.10\n    bs: 32\n',
      '  - name: lr-0.10-bs-64\n    lr: 0.10\n    bs: 64\n',
    ];
    const head = 'defaults:\n  ttl: 1h # an hour\n';
    const document = await opened('folded.sweep.yaml', `${head}params:\n${runs.join('')}`);
    assert.equal(
      await chosen(document, 'params', 'Convert these 2 runs to a grid'),
      `${head}grid:\n  name: lr-{lr}-bs-{bs}\n  lr: [0.10]\n  bs: [32, 64]\n`,
    );
    assert.equal(
      await chosen(document, 'grid', 'Convert the grid to 2 runs'),
      `${head}params:\n${runs.join('')}`,
    );
  });

  it('move what all runs share to defaults, in JSON', async () => {
    const text = '{\n  "params": [\n    { "lr": 0.10, "ttl": "1h" },\n    { "lr": 1, "ttl": "1h" }\n  ]\n}\n';
    const document = await opened('common.sweep.json', text);
    assert.equal(
      await chosen(document, '"params"', 'Move `ttl` to `defaults`'),
      '{\n  "defaults": { "ttl": "1h" },\n  "params": [\n    { "lr": 0.10 },\n    { "lr": 1 }\n  ]\n}\n',
    );
  });

  it('start a file from nothing', async () => {
    const document = await opened('nothing.sweep.yaml', '');
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(0, 0),
    );
    const whole = items.filter(({ kind }) => kind === vscode.CompletionItemKind.Snippet);
    const labels = whole.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.deepEqual(
      ['sweep', 'sweep-grid', 'sweep-random'].filter((label) => !labels.includes(label)),
      [],
    );
  });

  it('invalid JSON is reported once, by VS Code itself', async () => {
    const document = await opened('broken.sweep.json', '{ "params": [ { "a": 1 ] }\n');
    const told = () => vscode.languages.getDiagnostics(document.uri);
    await until('what VS Code says', vscode.languages.onDidChangeDiagnostics, () =>
      told().some(({ source }) => source !== 'spawn') ? true : undefined,
    );
    const codes = told().map(({ code }) => (typeof code === 'object' ? code.value : code));
    assert.ok(!codes.includes('invalid-json'), codes.join(', '));
  });
});
