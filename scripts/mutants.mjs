// `npm run test:mutants`: puts small faults into the code, one at a time, and counts those that the tests notice.
// `npm run test:mutants -- cost plan` takes these rooms; `--sample 200` so many faults of each, `--all` all of them; `--seed 2`
// other ones; `--unit` with the unit tests alone; `--fresh` forgets what was found before; `agent` is the shell program. docs/mutation-testing.md has the figures.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutateAgent } from '../test/mutants/agent.mjs';
import { rooms } from '../test/mutants/rooms.mjs';
import { rowOf, survivorsOf } from '../test/mutants/score.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const tools = path.join(root, 'test/mutants');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    unit: { type: 'boolean', default: false },
  },
});
const known = [...Object.keys(rooms), 'agent'];
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown room: ${unknown.join(', ')}. The rooms are ${known.join(', ')}.`);
  process.exit(2);
}

const lines = [];
for (const name of positionals.length > 0 ? positionals : known) {
  const size = values.all
    ? undefined
    : Number(values.sample ?? rooms[name]?.sample ?? Number.NaN) || undefined;
  const report = name === 'agent' ? await mutateAgent(size, values.seed) : await mutateRoom(name, size);
  for (const survivor of survivorsOf(report)) console.log(survivor);
  lines.push(rowOf(name, report));
}
console.log(`\n${lines.join('\n')}`);

/** Has Stryker test a room; what it found before about code and tests that are the same now is kept. */
async function mutateRoom(name, size) {
  install();
  const { files = `src/${name}/**/*.ts`, static: alsoStatic = false, tests: all, without } = rooms[name];
  const tests = all.filter((folder) => !values.unit || folder.startsWith('unit/'));
  const out = path.join(root, 'out/mutants');
  fs.mkdirSync(out, { recursive: true });
  const folders = tests.length === 1 ? tests[0] : `(${tests.join('|')})`;
  const file = path.join(out, `${name}.conf.json`);
  const report = path.join(out, `${name}.json`);
  // What was found with other files or tests says nothing now.
  const scope = createHash('sha256')
    .update(JSON.stringify([files, tests, alsoStatic]))
    .digest('hex')
    .slice(0, 8);
  const before = path.join(out, `${name}-${scope}.incremental.json`);
  if (values.fresh) fs.rmSync(before, { force: true });
  const options = {
    plugins: [
      path.join(tools, 'node_modules/@stryker-mutator/mocha-runner/dist/src/index.js'),
      path.join(tools, 'sample.mjs'),
    ],
    reporters: ['sample', 'json', 'dots'],
    sample: { size, seed: values.seed },
    mutate: [files, '!src/sweep/generated/**'],
    testRunner: 'mocha',
    mochaOptions: {
      spec: tests.map((folder) => `out/test/${folder}/**/*.test.js`),
      ...(without === undefined ? {} : { grep: `^(?!${without})` }),
    },
    buildCommand: `node esbuild.js --only=${folders}`,
    coverageAnalysis: 'perTest',
    ignoreStatic: !alsoStatic,
    concurrency: 1,
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 20,
    incremental: true,
    incrementalFile: before,
    jsonReporter: { fileName: report },
    ignorePatterns: ['/out', '/dist', '/test/host', '/test/mutants', '/media/screenshots'],
    // Its file need not be rewritten: esbuild reads none of what that would change.
    tsconfigFile: 'none',
    tempDirName: 'out/mutants/sandbox',
    allowConsoleColors: false,
    warnings: { unknownOptions: false },
  };
  fs.writeFileSync(file, JSON.stringify(options, undefined, 2));
  fs.rmSync(report, { force: true });
  const stryker = path.join(tools, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  spawnSync(process.execPath, [stryker, 'run', file], { stdio: 'inherit' });
  if (!fs.existsSync(report)) throw new Error(`Stryker did not finish with ${name}.`);
  return JSON.parse(fs.readFileSync(report, 'utf8'));
}

/** Stryker has a lock file of its own: it brings 250 packages, and nothing else needs it. */
function install() {
  if (fs.existsSync(path.join(tools, 'node_modules/@stryker-mutator/core'))) return;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], { cwd: tools, stdio: 'inherit' });
  if (status !== 0) throw new Error('Stryker could not be installed.');
}
