import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { offeredAt } from './drawn';
import { activated, opened } from './extension';

/** Labels offered where `◊` stands in the text. */
async function offered(name: string, marked: string): Promise<readonly string[]> {
  const at = marked.indexOf('◊');
  const document = await opened(name, marked.slice(0, at) + marked.slice(at + 1));
  return offeredAt(document, document.positionAt(at));
}

describe('completion', () => {
  before(activated);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('offers the actions at the end of a job', async () => {
    const labels = await offered(
      'complete.sweep.yaml',
      'defaults:\n  on_complete: ◊\nparams:\n  - name: a\n',
    );
    assert.deepEqual([...labels].sort(), ['keep', 'stop', 'terminate']);
  });

  it('offers parameters as variables inside a script', async () => {
    const labels = await offered(
      'variables.sweep.yaml',
      'defaults:\n  user_data: |\n    echo $◊\nparams:\n  - name: a\n    learning_rate: 0.1\n',
    );
    const expected = [
      'LEARNING_RATE',
      'NAME',
      'SWEEP_ID',
      'SWEEP_INDEX',
      'SWEEP_NAME',
      'SWEEP_REGION',
      'SWEEP_SIZE',
    ];
    assert.deepEqual([...labels].sort(), expected);
  });

  it('offers instance types with size and price', async () => {
    const document = await opened(
      'types.sweep.yaml',
      'defaults:\n  instance_type: t3.mi\nparams:\n  - name: a\n',
    );
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(1, 22),
    );
    const item = list.items.find(({ label }) => typeof label !== 'string' && label.label === 't3.micro');
    assert.ok(item !== undefined && typeof item.label !== 'string');
    assert.equal(item.label.description, '2 vCPU · 1 GiB · $0.0104/h');
  });

  it('says nothing in a file that is no sweep', async () => {
    assert.deepEqual(await offered('app.yaml', 'defaults:\n  on_complete: ◊\n'), []);
  });
});
