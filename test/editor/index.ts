import * as fs from 'node:fs';
import * as path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * What VS Code calls inside the extension host: runs every `*.test.js` below `suite`; below `next to` where another
 * extension is there too; below `restricted` where the workspace is not trusted.
 * @throws Error when a test failed, none ran, or the extension left an error behind that no one caught.
 */
export async function run(): Promise<void> {
  const report = process.env['VSCODE_TEST_REPORT'];
  if (report !== undefined) {
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) =>
      fs.appendFileSync(report, `${format(...args)}\n`);
  }
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 30_000,
    forbidOnly: true,
    reporter: process.env['SPAWN_REPORTER'] ?? 'spec',
    ...(process.env['VSCODE_TEST_GREP'] === undefined ? {} : { grep: process.env['VSCODE_TEST_GREP'] }),
  });
  const files = fs.readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  const chosen = process.env['SPAWN_EDITOR_TESTS'] ?? 'suite';
  for (const file of files.filter((name) => name.startsWith(chosen) && name.endsWith('.test.js')).sort())
    mocha.addFile(path.join(__dirname, file));

  const stray: unknown[] = [];
  const keep = (reason: unknown): void => {
    if (isOurs(reason)) stray.push(reason);
  };
  process.on('unhandledRejection', keep);
  process.on('uncaughtException', keep);
  try {
    const { tests, failures } = await runAll(mocha);
    if (tests === 0) throw new Error('no tests ran');
    if (failures > 0) throw new Error(`${failures} failed`);
    if (stray.length > 0)
      throw new Error(`errors that nobody caught: ${stray.map((error) => format(error)).join('\n')}`);
  } finally {
    process.off('unhandledRejection', keep);
    process.off('uncaughtException', keep);
  }
}

function runAll(mocha: Mocha): Promise<{ tests: number; failures: number }> {
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => resolve({ tests: runner.stats?.tests ?? 0, failures }));
  });
}

/** VS Code's own parts and other extensions have their own strays; they say nothing about this one. */
function isOurs(reason: unknown): boolean {
  return reason instanceof Error && (reason.stack ?? '').includes(path.resolve(__dirname, '../../..'));
}
