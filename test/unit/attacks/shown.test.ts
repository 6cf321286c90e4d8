import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(__dirname, '../../../..');
const rule = path.join(repository, 'scripts/shown.grit');

/** How often the rule speaks up about a program. */
function complaintsAbout(program: string): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'spawn-rule-'));
  try {
    const linter = { rules: { preset: 'none' } };
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify({ root: true, plugins: [rule], linter }));
    writeFileSync(
      path.join(folder, 'program.ts'),
      `import * as vscode from 'vscode';\nexport const a = ${program};\n`,
    );
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        path.join(repository, 'node_modules/@biomejs/biome/bin/biome'),
        'lint',
        `--config-path=${folder}`,
        folder,
      ],
      { encoding: 'utf8' },
    );
    return `${stdout}${stderr}`.match(/which make them harmless/g)?.length ?? 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('what makes texts harmless', function () {
  this.timeout(60_000);

  it('cannot be forgotten: the linter refuses VS Code’s own calls', () => {
    for (const call of [
      'vscode.window.showInformationMessage(text)',
      'vscode.window.showWarningMessage(text, { modal: true }, yes)',
      'vscode.window.showErrorMessage(text, ...buttons)',
      'vscode.window.setStatusBarMessage(text, 1000)',
      'vscode.window.showInputBox({ prompt: text })',
      'vscode.window.showQuickPick([{ label: text }])',
      'vscode.window.withProgress({ title: text }, task)',
      'new vscode.MarkdownString(text)',
    ])
      assert.equal(complaintsAbout(call), 1, call);
    assert.equal(complaintsAbout('tell.information(text)'), 0);
  });

  it('is asked of every file of the extension but the two that do it', () => {
    const {
      overrides,
    }: { overrides: readonly { includes: readonly string[]; plugins?: readonly string[] }[] } = JSON.parse(
      readFileSync(path.join(repository, 'biome.json'), 'utf8'),
    );
    assert.deepEqual(
      overrides.flatMap(({ includes, plugins }) =>
        plugins?.includes('./scripts/shown.grit') ? [includes] : [],
      ),
      [['src/vscode/**', 'src/extension.ts', '!src/vscode/shown.ts', '!src/vscode/pick.ts']],
    );
  });
});
