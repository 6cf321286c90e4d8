import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { offeredAt } from './drawn';
import { activated, opened } from './extension';

/** What VS Code makes of a text once the item of this label is chosen where `◊` is. */
async function accepted(name: string, marked: string, label: string): Promise<string> {
  const at = marked.indexOf('◊');
  const document = await opened(name, marked.slice(0, at) + marked.slice(at + 1));
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor !== undefined);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(at),
  );
  const item = items.find(
    (each) => (typeof each.label === 'string' ? each.label : each.label.label) === label,
  );
  assert.ok(item?.insertText !== undefined && item.range !== undefined, `${label} is not offered`);
  const range = item.range instanceof vscode.Range ? item.range : item.range.replacing;
  const snippet = item.insertText instanceof vscode.SnippetString ? item.insertText : undefined;
  assert.ok(snippet !== undefined, `${label} is no snippet`);
  await editor.insertSnippet(snippet, range);
  return document.getText();
}

/** Labels offered where `◊` is in the text. */
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

  it('indents a block after a dash below its key', async () => {
    for (const [before, indent] of [
      ['params:\n  - user', '      '],
      ['params:\n- user', '    '],
      ['params:\n  - lr: 1\n    user', '      '],
    ] as const)
      assert.equal(
        await accepted('dash.sweep.yaml', `${before}◊\n`, 'user_data'),
        `${before}_data: |\n${['#!/bin/bash', 'set -e', 'echo "$NAME"'].map((line) => indent + line).join('\n')}\n`,
      );
  });

  it('offers what is not there yet between brackets', async () => {
    const labels = await offered(
      'braces.sweep.yaml',
      'params:\n  - {learning_rate: 1, batch: 2}\n  - {learning_rate: 2, ◊}\n',
    );
    assert.ok(labels.includes('batch') && labels.includes('ttl'), labels.join());
    assert.ok(!labels.includes('learning_rate'));
    const text = await accepted('flow.sweep.yaml', 'defaults: {ttl: 1h, user◊}\n', 'user_data');
    assert.equal(text, 'defaults: {ttl: 1h, user_data: {file: }}\n');
  });

  it('offers whole sweeps first in an empty file, and small current types first', async () => {
    const first = async (name: string, marked: string): Promise<readonly string[]> => {
      const at = marked.indexOf('◊');
      const document = await opened(name, marked.slice(0, at) + marked.slice(at + 1));
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.positionAt(at),
      );
      return items
        .map(({ label, sortText }) => ({ sortText, label: typeof label === 'string' ? label : label.label }))
        .sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
        .map(({ label }) => label)
        .slice(0, 3);
    };
    assert.deepEqual(await first('empty.sweep.yaml', '◊'), ['sweep', 'sweep-grid', 'sweep-random']);
    assert.deepEqual(await first('type.sweep.yaml', 'defaults:\n  instance_type: ◊\n'), [
      't3.nano',
      't3.micro',
      't3.small',
    ]);
  });

  it('offers nothing in a file that is not a sweep', async () => {
    assert.deepEqual(await offered('app.yaml', 'defaults:\n  on_complete: ◊\n'), []);
  });
});
