import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, opened, until } from '../suite/extension';

interface Peer {
  schemaOf(document: vscode.TextDocument): { readonly properties?: Readonly<Record<string, unknown>> };
}

const text = `defaults:
  ttl: 1h
  user_data: |
    echo "$LR"
params:
  - name: a
    lr: 1
  - name: b
    lr: 2
`;

describe("next to Red Hat's YAML extension", () => {
  let peer: Peer;
  let document: vscode.TextDocument;

  const drawn = (): readonly string[] =>
    vscode.languages
      .getDiagnostics(document.uri)
      .map(({ source, code, message }) =>
        source === 'spawn' && typeof code === 'object' ? code.value : message,
      )
      .map(String)
      .sort();
  const shows = async (expected: readonly string[]): Promise<void> => {
    try {
      await until(expected.join(), vscode.languages.onDidChangeDiagnostics, () =>
        drawn().join() === expected.join() ? true : undefined,
      );
    } catch {
      assert.deepEqual(drawn(), expected);
    }
  };
  const typed = async (replacement: string): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), replacement);
    await vscode.workspace.applyEdit(edit);
  };

  before(async () => {
    await activated();
    const extension = vscode.extensions.getExtension<Peer>('redhat.vscode-yaml');
    assert.ok(extension !== undefined, 'the stand-in is not there');
    peer = await extension.activate();
    document = await opened('beside.sweep.yaml', text);
    await until('our schema', vscode.languages.onDidChangeDiagnostics, () =>
      peer.schemaOf(document).properties === undefined ? true : undefined,
    );
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('keys are explained and completed once, by Spawn', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(1, 3),
    );
    assert.equal(hovers.length, 1);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(9, 0),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.deepEqual(
      labels.filter((label) => label === 'grid'),
      ['grid'],
    );
  });

  it('outline and folding come from the other extension', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['of the peer'],
    );
  });

  it('problems are reported once: invalid YAML by the other extension, all else by Spawn', async () => {
    await typed(text.replace('ttl: 1h', 'ttl: 1'));
    await shows(['bare-duration']);
    await typed(`${text}  - ]\n`);
    await shows(['empty-run', 'not YAML']);
    await typed(text);
    await shows([]);
  });

  it('the other extension keeps its schemas for files that are not sweeps', async () => {
    const other = await opened('app.yaml', 'a: 1\n');
    assert.deepEqual(peer.schemaOf(other), {});
    const all = vscode.extensions.getExtension('spawn.spawn-sweeps')?.packageJSON.contributes.yamlValidation;
    assert.equal(all[0].url, './schemas/sweep.schema.json', 'the full schema, for whoever asks before us');
  });
});
