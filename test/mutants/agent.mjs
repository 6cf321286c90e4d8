// The same for the agent, which is shell: one fault at a time in a copy of the code, and the agent's tests in dash.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What a slip makes of a line of shell: a pattern, and what is in its place. */
const slips = [
  [/ -lt /g, ' -le '],
  [/ -le /g, ' -lt '],
  [/ -gt /g, ' -ge '],
  [/ -ge /g, ' -gt '],
  [/ -eq /g, ' -ne '],
  [/ -ne /g, ' -eq '],
  [/\[ -n /g, '[ -z '],
  [/\[ -z /g, '[ -n '],
  [/\[ -e /g, '[ ! -e '],
  [/\[ ! /g, '[ '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ = /g, ' != '],
  [/ != /g, ' = '],
  [/ < /g, ' <= '],
  [/ >= /g, ' > '],
  [/return 1\b/g, 'return 0'],
  [/return 0\b/g, 'return 1'],
  [/(?<=[ =(])(\d+)(?=[ );]|$)/g, (number) => String(Number(number) + 1)],
];

/** Which tests have something to say of a part; all of them where nothing is said. */
const testsOf = {
  'idle.sh': ['idle-rules', 'idle'],
  'gpu.sh': ['idle'],
  'sign.sh': ['sign', 'upload'],
  'ttl.sh': ['ttl', 'systemd'],
  'log.sh': ['log', 'upload'],
  'parts.sh': ['upload', 'log'],
  's3.sh': ['upload'],
  'results.sh': ['upload', 'outcome'],
  'files.sh': ['upload'],
  'left.sh': ['left'],
  'linger.sh': ['left'],
  'row.sh': ['environment', 'outcome'],
};

/** Every fault that these slips make in the agent's files. */
function* faultsIn(folder) {
  for (const name of fs.readdirSync(folder).filter((file) => file.endsWith('.sh'))) {
    const source = fs.readFileSync(path.join(folder, name), 'utf8');
    let start = 0;
    for (const [index, line] of source.split('\n').entries()) {
      if (!line.trimStart().startsWith('#')) {
        for (const [pattern, replacement] of slips)
          for (const match of line.matchAll(pattern)) {
            const [found] = match;
            const text = typeof replacement === 'string' ? replacement : replacement(found);
            const at = start + match.index;
            yield {
              name,
              source,
              changed: source.slice(0, at) + text + source.slice(at + found.length),
              replacement: text,
              location: {
                start: { line: index + 1, column: match.index + 1 },
                end: { line: index + 1, column: match.index + found.length + 1 },
              },
            };
          }
      }
      start += line.length + 1;
    }
  }
}

/** In the form of Stryker's reports. @param size how many faults are tried; undefined: all */
export async function mutateAgent(size, seed) {
  const copy = path.resolve('out/mutants/agent');
  fs.rmSync(copy, { recursive: true, force: true });
  const left = new Set(['node_modules', 'out', 'dist', '.git'].map((name) => path.resolve(name)));
  left.add(path.resolve('test/host'));
  left.add(path.resolve('test/mutants'));
  fs.mkdirSync(copy, { recursive: true });
  for (const entry of fs.readdirSync('.'))
    if (!left.has(path.resolve(entry)))
      fs.cpSync(entry, path.join(copy, entry), {
        recursive: true,
        filter: (file) => !left.has(path.resolve(file)),
      });
  fs.symlinkSync(path.resolve('node_modules'), path.join(copy, 'node_modules'));

  const all = [...faultsIn('src/agent')];
  const rank = new Map(all.map((fault) => [fault, rankOf(fault, seed)]));
  const chosen = [...all].sort((a, b) => (rank.get(a) < rank.get(b) ? -1 : 1)).slice(0, size ?? all.length);
  const files = {};
  for (const fault of all) {
    const { location, name, replacement, source } = fault;
    const file = `src/agent/${name}`;
    files[file] ??= { source, mutants: [] };
    const status = chosen.includes(fault) ? statusOf(fault, copy) : 'Ignored';
    if (status !== 'Ignored') console.log(`${status} ${file}:${location.start.line} ${replacement.trim()}`);
    files[file].mutants.push({ location, replacement, status });
  }
  return { files };
}

function statusOf({ changed, name, source }, copy) {
  const file = path.join(copy, 'src/agent', name);
  fs.writeFileSync(file, changed);
  try {
    const run = (...args) =>
      spawnSync(process.execPath, args, { cwd: copy, timeout: 900_000, stdio: 'ignore' });
    if (run('esbuild.js', '--only=unit/agent').status !== 0) throw new Error('The tests could not be built.');
    const specs = (testsOf[name] ?? ['*']).map((test) => `out/test/unit/agent/${test}.test.js`);
    const inDash = ['--grep', 'bash|busybox|shellcheck', '--invert'];
    const { signal, status } = run('node_modules/mocha/bin/mocha.js', '--bail', ...inDash, ...specs);
    if (signal !== null) return 'Timeout';
    return status === 0 ? 'Survived' : 'Killed';
  } finally {
    fs.writeFileSync(file, source);
  }
}

const rankOf = ({ location, name, replacement }, seed) =>
  createHash('sha256')
    .update(JSON.stringify([seed, name, location, replacement]))
    .digest('hex');
