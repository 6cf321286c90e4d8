// Runs out/test/editor/index.js inside the extension host of a real VS Code, with the extension from this folder.
// usage: node test/host/run-tests.mjs [--tests FILE] [--workspace DIR] [--timeout SECONDS] [--grep TEXT]
// --next to DIR: another extension that is there too; then the tests below test/editor/next to run.
// --restricted: in a workspace that is not trusted; then those below test/editor/restricted run.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, parseArgs } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { openHost } from './vscode-host.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: {
    tests: { type: 'string', default: path.join(root, 'out/test/editor/index.js') },
    workspace: { type: 'string', default: path.join(root, 'samples') },
    timeout: { type: 'string', default: '300' },
    grep: { type: 'string' },
    beside: { type: 'string' },
    restricted: { type: 'boolean', default: false },
    artifacts: { type: 'string', default: path.join(root, 'out/editor-failure') },
  },
});

/** What VS Code logs without our doing: modules that were not compiled, no sign-in, a service worker of code-server's. */
const NOISE = /bindings file|Release\/watchdog|authentication provider|DefaultAccount|Service Worker/;

const host = await openHost({
  workspace: values.workspace,
  smoke: true,
  beside: values.beside,
  trusted: !values.restricted,
  env: {
    SPAWN_REPORTER: path.join(root, 'scripts/tally.cjs'),
    ...(values.grep === undefined ? {} : { VSCODE_TEST_GREP: values.grep }),
    SPAWN_EDITOR_TESTS: values.restricted ? 'restricted' : values.beside === undefined ? 'suite' : 'beside',
  },
});
const { VSCODE_TEST_REPORT: report, SPAWN_TALLY: tallyFile } = host.environment;
let code = 1;
try {
  code = await run();
} finally {
  await host.stop();
}
process.exit(code);

async function run() {
  const { browser, page } = await launchBrowser();
  const logged = [];
  const follow = follower(report);
  try {
    await page.exposeFunction('codeAutomationLog', (level, args) =>
      logged.push(`[${level}] ${format(...args)}`),
    );
    const finished = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const crashed = new Promise((resolve) => page.once('crash', () => resolve('the browser page crashed')));
    const seconds = Number(values.timeout);
    const late = new Promise((resolve) => {
      setTimeout(resolve, seconds * 1000, `no result after ${seconds} s`).unref();
    });
    await page.goto(
      host.url([
        ['extensionDevelopmentPath', host.remote(root)],
        ['extensionTestsPath', host.remote(values.tests)],
        ['skipWelcome', 'true'],
      ]),
    );
    const outcome = await Promise.race([finished, crashed, late, host.exited]);
    follow.end();
    // An extension host that dies reports exit code 0: only a tally that mocha wrote at its end counts.
    const tally = fs.existsSync(tallyFile) ? JSON.parse(fs.readFileSync(tallyFile, 'utf8')) : undefined;
    if (tally !== undefined && process.env.SPAWN_TALLY) fs.copyFileSync(tallyFile, process.env.SPAWN_TALLY);
    if (outcome === 0 && tally !== undefined && tally.failed === 0 && tally.passed > 0) return 0;
    await keepEvidence(page, logged, describe(outcome, tally));
    return 1;
  } finally {
    follow.end();
    await Promise.race([browser.close(), new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  }
}

function describe(outcome, tally) {
  if (typeof outcome !== 'number') return outcome;
  if (tally === undefined) return 'mocha never finished: the extension host died, or the tests did not load';
  return tally.failed > 0 ? `${tally.failed} failed` : `exit code ${outcome}, ${tally.passed} passed`;
}

async function keepEvidence(page, logged, why) {
  fs.mkdirSync(values.artifacts, { recursive: true });
  await page
    .screenshot({ path: path.join(values.artifacts, 'window.png') })
    .catch((error) => logged.push(String(error)));
  fs.writeFileSync(path.join(values.artifacts, 'vscode.log'), logged.join('\n'));
  fs.copyFileSync(host.log, path.join(values.artifacts, 'server.log'));
  console.error(`editor tests failed: ${why}. What VS Code showed and logged is in ${values.artifacts}.`);
  const errors = logged.filter((line) => line.startsWith('[error]') && !NOISE.test(line));
  for (const line of errors.slice(-4)) console.error(line.split('\n').slice(0, 6).join('\n'));
}

/** Prints what is appended to a file, as it is appended. */
function follower(file) {
  fs.writeFileSync(file, '');
  let shown = 0;
  const flush = () => {
    const text = fs.readFileSync(file, 'utf8');
    process.stdout.write(text.slice(shown));
    shown = text.length;
  };
  const timer = setInterval(flush, 200);
  const end = () => {
    clearInterval(timer);
    flush();
  };
  return { end };
}
