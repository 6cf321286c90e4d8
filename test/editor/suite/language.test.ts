import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, inWorkspace, opened } from './extension';

const text = `name: lr
defaults:
  ttl: 1h
  user_data: |
    #!/bin/bash
    echo "$LEARNING_RATE"
params:
  - name: a
    learning_rate: 0.1
  - name: b
    learning_rate: 0.2
grid:
  learning_rate: [0.3, 0.4]
  batch: [1, 2]
`;
const at = (needle: string, plus = 1): vscode.Position => {
  const before = text.slice(0, text.indexOf(needle) + plus).split('\n');
  return new vscode.Position(before.length - 1, before.at(-1)?.length ?? 0);
};
const places = (ranges: readonly vscode.Range[]): readonly string[] =>
  ranges.map(({ start, end }) => `${start.line}:${start.character}-${end.character}`).sort();

describe('the language in the editor', () => {
  let document: vscode.TextDocument;

  before(async () => {
    await activated();
    document = await opened('language.sweep.yaml', text);
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('explains keys', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at('ttl'),
    );
    const contents = hovers.flatMap((hover) => hover.contents);
    assert.equal(contents.length, 1, 'nothing shows twice');
  });

  it('shows the keys and runs as an outline, once', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const drawn = symbols.map(
      ({ name, children }) => `${name}: ${children.map((child) => child.name).join(' ')}`,
    );
    assert.deepEqual(drawn, [
      'name: ',
      'defaults: ttl user_data',
      'params: a b',
      'grid: learning_rate batch',
    ]);
  });

  it('takes a parameter and its variable as one', async () => {
    const everywhere = ['12:2-15', '5:11-24', '8:4-17', '10:4-17'].sort();
    for (const position of [at('learning_rate: 0.1'), at('$LEARNING_RATE', 3)]) {
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeReferenceProvider',
        document.uri,
        position,
      );
      assert.deepEqual(places(found.map(({ range }) => range)), everywhere);
    }
    const definitions = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at('$LEARNING_RATE', 3),
    );
    assert.deepEqual(places(definitions.map(({ range }) => range)), ['10:4-17', '12:2-15', '8:4-17']);
  });

  it('renames a parameter in keys and scripts at once, and refuses what is taken', async () => {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at('learning_rate: 0.1'),
      'rate',
    );
    const edits = edit.get(document.uri).map(({ range, newText }) => `${range.start.line} ${newText}`);
    assert.deepEqual(edits.sort(), ['10 rate', '12 rate', '5 RATE', '8 rate']);
    await assert.rejects(
      Promise.resolve(
        vscode.commands.executeCommand(
          'vscode.executeDocumentRenameProvider',
          document.uri,
          at('learning_rate: 0.1'),
          'batch',
        ),
      ),
    );
  });

  it('renames in the script next to the file too, and asks about other mentions of the word', async () => {
    const script = inWorkspace('renamed.sh');
    await vscode.workspace.fs.writeFile(script, new TextEncoder().encode('echo $LR # LR\n'));
    const sweep = await opened(
      'renamed.sweep.yaml',
      'defaults:\n  user_data: {file: renamed.sh}\nparams:\n  - lr: 1\n',
    );
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      sweep.uri,
      new vscode.Position(3, 5),
      'rate',
    );
    const edits = edit
      .entries()
      .flatMap(([uri, changes]) =>
        changes.map(
          ({ range, newText }) => `${uri.path.split('/').at(-1)} ${range.start.character} ${newText}`,
        ),
      );
    assert.deepEqual(edits.sort(), ['renamed.sh 11 RATE', 'renamed.sh 6 RATE', 'renamed.sweep.yaml 4 rate']);
  });

  it('counts what a grid makes, next to it', async () => {
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    assert.deepEqual(
      hints.map(({ position, label }) => `${position.line} ${label}`),
      ['6 2 runs', '11 2 × 2 = 4 runs'],
    );
  });

  it('colors the script as shell', async () => {
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    assert.ok(tokens.data.length > 0 && tokens.data.length % 5 === 0);
    assert.equal(tokens.data[0], 4, 'the first token is the line of the shebang');
  });

  it('offers to write the grid out, and does so when it is chosen', async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at('grid:'), at('grid:')),
      vscode.CodeActionKind.Refactor.value,
      10,
    );
    const action = actions.find(({ title }) => title === 'Convert the grid to 4 runs');
    assert.ok(action?.edit !== undefined, actions.map(({ title }) => title).join(', '));
    await vscode.workspace.applyEdit(action.edit);
    assert.ok(!document.getText().includes('grid:'));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    assert.equal(lenses[0]?.command?.title, '▷ Launch 6 runs');
  });
});
