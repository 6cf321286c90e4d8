// `npm run bench`: measures what users wait for, prints a table, writes bench/results.json, and fails where a gate is missed.
//   NAME …    only these     --quick   the quick ones, in their short form     --json   the results instead of the table
//   --compare REV   this version and another, in turn
//   --exact   fails only for gates that are the same on every machine: sizes, counts, simulated time (CI)
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from './bench/compare.mjs';
import { remember } from './bench/history.mjs';
import { line } from './bench/table.mjs';
import { installPackages } from './setup/packages.mjs';
import { installPrograms, withDebianAws } from './setup/programs.mjs';
import { must } from './setup/run.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    exact: { type: 'boolean', default: false },
    compare: { type: 'string' },
  },
});
const say = values.json ? () => undefined : console.log;

if (values.compare !== undefined) process.exit(await compare(values.compare, positionals, values.quick));

await installPackages(root);
await installPrograms(['bwrap', 'curl', 'python3', 'python3-yaml', 'aws', 'rclone']);
process.env.PATH = withDebianAws(process.env, path.resolve('out/debian')).PATH;
// What users run is what is measured: the production build, packed.
await must(process.execPath, ['scripts/package.mjs', '--quiet']);

const benches = await load();
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}
const chosen = benches.filter(
  ({ name, quick }) => (positionals.length === 0 || positionals.includes(name)) && (quick || !values.quick),
);

const results = [];
for (const bench of chosen) {
  say(`\n${bench.name}`);
  const started = performance.now();
  for (const figure of await measure(bench)) {
    results.push({ bench: bench.name, ...figure });
    say(line(figure));
  }
  say(`  (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}
write();
if (!values.exact && !values.json) await remember(results, values.quick, await calibration());
const missed = results.filter(({ ok }) => !ok);
const failing = missed.filter(({ exact }) => exact || !values.exact);
if (values.json) console.log(JSON.stringify(results, null, 2));
else conclude();
tally();
process.exit(failing.length > 0 ? 1 : 0);

/** @returns every bench that a module under test/bench exports */
async function load() {
  const require = createRequire(import.meta.url);
  const sources = (folder) =>
    fs
      .readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`);
  const modules = sources('test/bench');
  await require('esbuild').build({
    entryPoints: [...modules, ...sources('test/bench/children')],
    outdir: 'out/bench',
    outbase: 'test/bench',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    loader: { '.sh': 'text', '.tsv': 'text' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const bundles = modules.map((file) => path.resolve('out/bench', path.basename(file, '.ts')));
  const loaded = await Promise.all(bundles.map((file) => import(pathToFileURL(`${file}.js`).href)));
  return loaded.flatMap(({ default: exported }) => exported?.default ?? []);
}

/** Fixed work that tells machines apart. */
async function calibration() {
  return (await import(pathToFileURL(path.resolve('out/bench/calibration.js')).href)).default;
}

/** A bench that breaks is a gate missed, and the others go on. */
async function measure(bench) {
  try {
    return await bench.run({ quick: values.quick });
  } catch (error) {
    const note = brief(error.stack ?? String(error));
    return [{ name: bench.name, value: Number.NaN, unit: '', gate: 'runs', ok: false, exact: true, note }];
  }
}

/** Without the lines of a minified bundle that Node prints next to an error. */
function brief(text) {
  const lines = text.split('\n').filter((one) => one.trim() !== '');
  return lines.map((one) => (one.length > 300 ? `${one.slice(0, 300)} …` : one)).join('\n');
}

function conclude() {
  const gated = results.filter(({ gate }) => gate !== undefined);
  console.log(
    `\n${results.length} figures, ${gated.length} gates, ${missed.length} missed. All of them are in bench/results.json.`,
  );
  for (const { bench, name, gate, exact } of missed) {
    const told = values.exact && !exact ? ' (told only: it depends on the machine)' : '';
    console.log(`  ✘ ${bench}: ${name}, gate ${gate}${told}`);
  }
}

/** Counts for scripts/test.mjs: gates that can fail this run. */
function tally() {
  if (!process.env.SPAWN_TALLY) return;
  const counted = results.filter(({ gate, exact }) => gate !== undefined && (exact || !values.exact));
  const failed = failing.length;
  const failures = failing.map(({ bench, name, gate }) => `${bench}: ${name}, gate ${gate}`);
  const counts = { passed: counted.length - failed, failed, skipped: 0, failures };
  fs.writeFileSync(process.env.SPAWN_TALLY, JSON.stringify(counts));
}

function write() {
  const machine = {
    cpus: os.cpus().length,
    model: os.cpus()[0]?.model,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
  };
  const report = { date: new Date().toISOString(), node: process.version, machine, results };
  fs.mkdirSync('bench', { recursive: true });
  fs.writeFileSync('bench/results.json', `${JSON.stringify(report, null, 2)}\n`);
}
