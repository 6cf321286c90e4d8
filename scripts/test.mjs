// `npm test`: sets everything up, builds, lints, runs the suites, and ends with one line of counts over all of them.
// `npm test -- unit` runs one suite; `--grep TEXT` picks tests by name; `--no-lint` leaves the linter out;
// `-- ui --screenshots` renews the README's picture. `npm run test:boot` boots more virtual machines than CI has time for.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { noBoot } from './setup/boot.mjs';
import { hostSupported, installHost } from './setup/host.mjs';
import { installPackages } from './setup/packages.mjs';
import { howToInstall, installPrograms, withDebianAws } from './setup/programs.mjs';
import { must, run } from './setup/run.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const BROWSER = ['bwrap', 'curl', 'chromium', 'rg'];
const CONTAINERS = ['systemd-nspawn', 'mmdebstrap', 'ip', 'ssh', 'libfaketime'];
const MACHINES = ['mmdebstrap', 'mke2fs', 'qemu-system-x86_64', 'ip', 'ssh'];
const editorTests = () => ['test/host/run-tests.mjs'];

/**
 * In the order they run. `needs`: programs that npm does not carry; `host`: which real VS Code; `skip`: says why they cannot
 * run here at all; `minutes`: after which they hang; `onDemand`: not among those that `npm test` runs by itself.
 */
const SUITES = {
  unit: {
    needs: ['bwrap', 'dash', 'busybox', 'shellcheck', 'python3', 'ssh'],
    minutes: 20,
    command: mocha('unit', '--parallel', '--jobs', '3'),
  },
  cloud: {
    needs: [
      'bwrap',
      'curl',
      'python3',
      'aws',
      'python3-boto3',
      'rclone',
      'openssl',
      'ssh',
      'rsync',
      'jq',
      'zsh',
      'fish',
      'python3-pandas',
    ],
    minutes: 20,
    command: mocha('cloud', '--parallel', '--jobs', '2'),
  },
  // A real Linux boots: first in containers, a few at a time, then once in a machine that has the cores to itself.
  boot: { needs: CONTAINERS, skip: noBoot, minutes: 20, command: mocha('boot', '--parallel', '--jobs', '3') },
  'boot-vm': { needs: MACHINES, skip: noBoot, minutes: 25, command: mocha('boot/vm') },
  'boot-more': { needs: MACHINES, skip: noBoot, minutes: 120, onDemand: true, command: mocha('boot/more') },
  editor: hostSupported
    ? { needs: BROWSER, host: 'newest', command: editorTests }
    : { needs: [], command: () => ['test/host/run-desktop.mjs'] },
  'editor-beside': {
    needs: BROWSER,
    host: 'newest',
    command: () => ['test/host/run-tests.mjs', '--beside', 'test/editor/beside/redhat-yaml'],
  },
  'editor-restricted': {
    needs: BROWSER,
    host: 'newest',
    command: () => ['test/host/run-tests.mjs', '--restricted'],
  },
  'editor-floor': { needs: BROWSER, host: 'floor', command: editorTests },
  ui: { needs: BROWSER, host: 'newest', package: true, command: browser },
  // What depends on the machine's speed is told there, and fails nothing here.
  bench: {
    needs: ['bwrap', 'curl', 'python3-yaml'],
    command: () => ['scripts/bench.mjs', '--quick', '--exact'],
  },
};
/** Long enough for a slow machine, short enough that a hang does not eat the night. */
const LONGEST_MINUTES = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string' },
    lint: { type: 'boolean', default: true },
    screenshots: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const unknown = positionals.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}; the suites are ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}
const chosen = Object.keys(SUITES).filter((name) =>
  positionals.length === 0 ? SUITES[name].onDemand !== true : positionals.includes(name),
);
const skipped = new Map(chosen.map((name) => [name, SUITES[name].skip?.()]).filter(([, why]) => why));

const total = { passed: 0, failed: 0, skipped: 0 };
/** A line for each suite, then what failed: printed last, because the end of a long log is what people and CI read. */
const summary = [];
const count = (tally, name = '') => {
  for (const key of Object.keys(total)) total[key] += tally[key];
  summary.push(...(tally.failures ?? []).map((text) => `  ✘ ${name}: ${text}`));
};
const failed = (reason) => ({ passed: 0, failed: 1, skipped: 0, failures: [reason] });

try {
  await main();
} catch (error) {
  console.error(error.message);
  count(failed(error.message), 'set-up');
}
heading('summary');
for (const line of summary) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function main() {
  await installPackages(root);
  const missing = await installPrograms([
    ...new Set(chosen.flatMap((name) => (skipped.has(name) ? [] : SUITES[name].needs))),
  ]);
  // The floor's tests open the same browser, which is installed with the newest.
  const hosts = new Set(chosen.flatMap((name) => (SUITES[name].host ? ['newest', SUITES[name].host] : [])));
  if (hostSupported) for (const host of hosts) await installHost(host);

  heading('build');
  await must(process.execPath, ['esbuild.js', '--tests']);
  if (values.lint) await lint();
  for (const name of chosen) {
    heading(name);
    const started = Date.now();
    const tally = await runSuite(name, missing);
    const counts = `${name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
    console.log(counts);
    summary.push(`  ${counts} (${Math.round((Date.now() - started) / 1000)} s)`);
    count(tally, name);
  }
}

/** A complaint of the linter, the compiler or the check of prose counts as one failure each; silence counts as nothing. */
async function lint() {
  heading('lint');
  const checks = [
    ['node_modules/@biomejs/biome/bin/biome', 'check', '--diagnostic-level=warn', '.'],
    ['node_modules/typescript/bin/tsc', '--noEmit'],
    ['node_modules/typescript/bin/tsc', '-p', 'src/webview/results'],
    ['scripts/prose.mjs'],
  ];
  for (const check of checks)
    if ((await run(process.execPath, check)) !== 0) count(failed(check.join(' ')), 'lint');
}

async function runSuite(name, missing) {
  const suite = SUITES[name];
  if (skipped.has(name)) {
    console.error(`The ${name} tests are left out: ${skipped.get(name)}`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const absent = suite.needs.filter((command) => missing.includes(command));
  if (absent.length > 0) {
    return complain(`The ${name} tests need ${absent.join(', ')}: ${howToInstall(absent)}`);
  }
  if (suite.host && !hostSupported) {
    return complain(`The ${name} tests need Linux on x64: VS Code's server runs nowhere else.`);
  }
  if (suite.package) await must(process.execPath, ['scripts/package.mjs', '--quiet']);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-tally-'));
  const file = path.join(folder, 'tally.json');
  const grep = values.grep === undefined || name === 'bench' ? [] : ['--grep', values.grep];
  const pictures = values.screenshots ? { SPAWN_SCREENSHOTS: '1' } : {};
  const own = { SPAWN_TALLY: file, SPAWN_VSCODE: suite.host ?? 'newest', ...pictures };
  const env = withDebianAws({ ...process.env, ...own }, path.resolve('out/debian'));
  const timeout = (suite.minutes ?? LONGEST_MINUTES) * 60_000;
  const code = await run(process.execPath, [...suite.command(), ...grep], { env, timeout });
  const tally = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
  fs.rmSync(folder, { recursive: true });
  return judge(name, code, tally);
}

/** What a suite claims is believed only where it ran something, finished, and its exit code agrees. */
function judge(name, code, tally) {
  if (tally === undefined) {
    return complain(`The ${name} tests did not finish (exit code ${code}).`);
  }
  if (tally.passed + tally.failed === 0) {
    return complain(`The ${name} suite ran no tests.`);
  }
  if (code === 0 || tally.failed > 0) return tally;
  return {
    ...tally,
    ...complain(`The ${name} tests passed, but their process ended with exit code ${code}.`),
    passed: tally.passed,
  };
}

/** @returns the counts of a suite that failed as a whole */
function complain(reason) {
  console.error(reason);
  return failed(reason);
}

function mocha(folder, ...flags) {
  const reporter = ['--reporter', path.resolve('scripts/tally.cjs')];
  return () => [
    'node_modules/mocha/bin/mocha.js',
    ...flags,
    ...reporter,
    `out/test/${folder}/${folder === 'boot' ? '*' : '**/*'}.test.js`,
  ];
}

function browser() {
  const reporter = ['--reporter', path.resolve('scripts/tally.cjs')];
  return ['node_modules/mocha/bin/mocha.js', '--timeout', '120000', ...reporter, 'test/ui/*.test.mjs'];
}

function heading(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}`);
}
