// `npm run bench`: measures what users wait for, prints a table, writes bench/results.json, and fails where a gate is missed.
//   NAME …    only these     --quick   only the quick ones     --json   the results instead of the table
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './setup/packages.mjs';
import { installPrograms } from './setup/programs.mjs';
import { must } from './setup/run.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const say = values.json ? () => undefined : console.log;

await installPackages(root);
await installPrograms(['bwrap', 'curl', 'python3', 'aws']);
// What users run is what is measured: the production build, packed.
await must(process.execPath, ['scripts/package.mjs', '--quiet']);

const benches = await load();
const chosen = benches.filter(
  ({ name, quick }) => (positionals.length === 0 || positionals.includes(name)) && (quick || !values.quick),
);
if (chosen.length === 0) {
  console.error(`No such bench. There are: ${benches.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const results = [];
for (const bench of chosen) {
  say(`\n${bench.name}`);
  for (const figure of await measure(bench)) {
    results.push({ bench: bench.name, ...figure });
    say(line(figure));
  }
}
write();
const missed = results.filter(({ ok }) => !ok);
if (values.json) console.log(JSON.stringify(results, null, 2));
else
  console.log(
    `\n${results.length} figures, ${missed.length} gates missed. All of them are in bench/results.json.`,
  );
process.exit(missed.length > 0 ? 1 : 0);

/** @returns every bench that a module under test/bench exports */
async function load() {
  const require = createRequire(import.meta.url);
  const sources = fs.readdirSync('test/bench').filter((file) => file.endsWith('.ts'));
  await require('esbuild').build({
    entryPoints: sources.map((file) => `test/bench/${file}`),
    outdir: 'out/bench',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    loader: { '.sh': 'text', '.tsv': 'text' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const bundles = sources.map((file) => path.resolve('out/bench', file.replace(/\.ts$/, '.js')));
  const modules = await Promise.all(bundles.map((file) => import(pathToFileURL(file).href)));
  return modules.flatMap(({ default: exported }) => exported?.default ?? []);
}

/** A bench that breaks is a gate missed, and the others go on. */
async function measure(bench) {
  try {
    return await bench.run();
  } catch (error) {
    return [
      {
        name: bench.name,
        value: Number.NaN,
        unit: '',
        gate: 'runs',
        ok: false,
        note: error.stack ?? String(error),
      },
    ];
  }
}

function line({ name, value, unit, against, ratio, gate, ok, note }) {
  const parts = [
    `  ${ok ? '✔' : '✘'} ${name}`,
    `${round(value)} ${unit}`,
    against === undefined ? '' : `${against.name}: ${round(against.value)} ${unit}`,
    ratio === undefined ? '' : `${round(ratio)} ×`,
    gate === undefined ? '' : `gate ${gate}`,
  ];
  const widths = [58, 14, 42, 10, 0];
  const text = parts
    .map((part, index) => part.padEnd(widths[index]))
    .join(' ')
    .trimEnd();
  return note === undefined ? text : `${text}\n${note.replaceAll(/^/gm, '      ')}`;
}

function round(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
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
