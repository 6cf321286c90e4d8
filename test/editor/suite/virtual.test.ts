import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { drawn, expectProblems, lenses, mend, offeredAt } from './drawn';
import { activated, until } from './extension';
import { MemoryFiles } from './memory-files';

const scheme = 'memfs';
const uriOf = (name: string): vscode.Uri => vscode.Uri.from({ scheme, path: `/sweeps/${name}` });

describe('a sweep file on no disk', () => {
  const files = new MemoryFiles();
  const provider = vscode.workspace.registerFileSystemProvider(scheme, files);
  const write = (name: string, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(uriOf(name), new TextEncoder().encode(text));
  const openedHere = async (name: string, text: string): Promise<vscode.TextDocument> => {
    await write(name, text);
    const document = await vscode.workspace.openTextDocument(uriOf(name));
    await vscode.window.showTextDocument(document);
    return document;
  };

  before(activated);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => provider.dispose());

  it('is checked, completed, explained and counted as any other', async () => {
    const document = await openedHere(
      'plain.sweep.yaml',
      'defaults:\n  ttl: 30\n  user_data: echo "$LR"\nparams:\n  - lr: 1\n  - lr: 2\n',
    );
    await expectProblems(document, ['Error bare-duration 1:7-1:9']);
    assert.ok((await offeredAt(document, new vscode.Position(4, 4))).includes('instance_type'));
    const offers = async (): Promise<readonly (string | undefined)[]> =>
      (await lenses(document)).map((lens) => lens.split(' → ')[1]);
    assert.deepEqual(await offers(), ['workbench.actions.view.problems']);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(1, 3),
    );
    const [said] = hover?.contents ?? [];
    assert.ok(said instanceof vscode.MarkdownString && said.value.startsWith('Time to live'));
    await mend(document, new vscode.Position(1, 8));
    await expectProblems(document, []);
    assert.deepEqual(await offers(), ['spawn.launch', 'spawn.dryRun', 'spawn.dryRun']);
  });

  it('finds its script and its runs next to it, and reports once they are gone', async () => {
    await write('train.sh', '#!/bin/sh\necho "$LR $NOBODY"\n');
    await write('runs.csv', 'name,lr\na,0.1\nb,0.2\n');
    const document = await openedHere(
      'beside.sweep.yaml',
      'defaults:\n  ttl: 1h\n  user_data: {file: train.sh}\nparams: {file: runs.csv}\n',
    );
    await expectProblems(document, ['Warning unknown-variable 2:20-2:28']);
    assert.match((await lenses(document))[0] ?? '', /▷ Launch 2 runs/);

    const seen: (readonly string[])[] = [];
    const heard = vscode.languages.onDidChangeDiagnostics(() => seen.push(drawn(document.uri)));
    await write('other.sh', '#!/bin/sh\necho "$LR"\n');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(2, 20, 2, 28), 'other.sh');
    await vscode.workspace.applyEdit(edit);
    await expectProblems(document, []);
    heard.dispose();
    // A file that is there is never called missing, not even until it is read.
    assert.deepEqual(
      seen.flat().filter((problem) => problem.includes('missing-file')),
      [],
    );

    const away = new vscode.WorkspaceEdit();
    away.replace(document.uri, new vscode.Range(2, 20, 2, 28), 'gone.sh');
    await vscode.workspace.applyEdit(away);
    await expectProblems(document, ['Error missing-file 2:20-2:27']);
  });

  it('follows what is saved next to it', async () => {
    await write('step.sh', '#!/bin/sh\necho "$LR $NOBODY"\n');
    const document = await openedHere(
      'follow.sweep.yaml',
      'defaults:\n  ttl: 1h\n  user_data: {file: step.sh}\nparams:\n  - lr: 1\n',
    );
    await expectProblems(document, ['Warning unknown-variable 2:20-2:27']);
    const script = await vscode.workspace.openTextDocument(uriOf('step.sh'));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(script.uri, new vscode.Range(1, 0, 1, 20), 'echo "$LR"');
    await vscode.workspace.applyEdit(edit);
    await script.save();
    await expectProblems(document, []);
  });

  it('reports that files can’t be uploaded from there', async () => {
    await write('train.py', 'print()\n');
    const document = await openedHere(
      'travel.sweep.yaml',
      'defaults:\n  ttl: 1h\n  user_data: echo\n  files: [train.py]\nparams:\n  - name: a\n',
    );
    await expectProblems(document, ['Error file-unread 3:10-3:18']);
    const [problem] = vscode.languages.getDiagnostics(document.uri);
    assert.match(problem?.message ?? '', /a folder on a local disk/);
  });

  it('is JSON too', async () => {
    const document = await openedHere(
      'plain.sweep.json',
      '{\n  "defaults": { "ttl": "1h", "user_data": "echo $LR" },\n  "params": [\n    { "lr": 1 },\n    { "lr": [2] }\n  ]\n}\n',
    );
    await until('diagnostics', vscode.languages.onDidChangeDiagnostics, () =>
      drawn(document.uri).length > 0 ? true : undefined,
    );
    assert.deepEqual(drawn(document.uri), ['Error parameter-not-scalar 4:12-4:15']);
    assert.match((await lenses(document))[0] ?? '', /Fix 1 error to launch/);
  });
});
