// Builds every bundle: `node esbuild.js [--watch] [--tests] [--production]`; `--only=unit/sweep` builds one folder of tests.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const esbuild = require('esbuild');

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');
const only = process.argv.find((flag) => flag.startsWith('--only='))?.slice('--only='.length);

const bundleAddress = "const bundleAddress = require('node:url').pathToFileURL(__filename).href;";

const nativeParts = ['*.node', 'cpu-features'];

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  loader: Object.fromEntries(
    ['.sh', '.bash', '.zsh', '.fish', '.cmd', '.tsv', '.yaml'].map((extension) => [extension, 'text']),
  ),
  // ssh2 goes without what it would compile for each computer.
  external: nativeParts,
  // Packages written as modules ask where they are: a CommonJS bundle has no import.meta.
  define: { 'import.meta.url': 'bundleAddress' },
  banner: { js: bundleAddress },
  sourcemap: !production,
  minify: production,
  logLevel: 'warning',
  legalComments: 'none',
};

/** Bundles that nothing has imported yet: a module that was renamed would become part of another, and nobody would notice. */
const neverImported = new Set();

/**
 * What matches is a bundle of its own, loaded by whoever imports it dynamically first. It is required in the end: Node's
 * own import() would parse it three times before it runs.
 */
const apart = (file, filter) => ({
  name: `apart-${file}`,
  setup(build) {
    const namespace = `apart-${file}`;
    neverImported.add(file);
    build.onResolve({ filter }, ({ kind }) => {
      if (kind !== 'dynamic-import') return undefined;
      neverImported.delete(file);
      return { path: file, namespace };
    });
    build.onResolve({ filter: /./, namespace }, () => ({ path: `./${file}`, external: true }));
    build.onLoad({ filter: /./, namespace }, () => ({ contents: `module.exports = require('./${file}');` }));
  },
});

/** With the SDK. */
const engineApart = apart('engine.js', /\/aws\/open$/);
/** What the extension's commands do: loaded with the first one. */
const actionsApart = apart('actions.js', /^\.\/commands$/);
/** Finds, starts and stops the local cloud's process. */
const providerApart = apart('provider.js', /^\.\/provider\/local$/);
/** Reads sweep files: loaded with the first one, and plain YAML files never pay for it. */
const languageApart = apart('language.js', /^\.\/language$/);
/** What the command's subcommands do: `spawn --help` reads the grammar alone. */
const commandsApart = apart('commands.js', /^\.\.\/commands\//);

/**
 * The SDK describes each of EC2's shapes by a constant with computed keys (`[_xN]: _Au`), which esbuild keeps whether or not
 * anything reads it, for who knows what computing a key does. Written out, they are seen to do nothing, and what no call of
 * ours needs is left out: 0.6 MB of 1.5.
 */
const shakeableSchemas = {
  name: 'shakeable-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_0\.js$/ }, ({ path: file }) => {
      const code = fs.readFileSync(file, 'utf8');
      const texts = new Map(
        [...code.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      return {
        contents: code.replace(/\[(_\w+)\]:/g, (key, name) =>
          texts.has(name) ? `${texts.get(name)}:` : key,
        ),
      };
    });
  },
};

/**
 * Modules that several bundles use are a bundle of their own, which the first of them loads: what users download, and what a
 * process reads, has each of them once.
 * @param file the bundle. @param {Readonly<Record<string, RegExp>>} modules what is in it: what is imported there, and by which words
 */
const shared = (file, modules) => {
  const names = Object.keys(modules);
  const exported = (name) => `module${names.indexOf(name)}`;
  const namespace = `shared-${file}`;
  return {
    entry: {
      stdin: {
        contents: names.map((name) => `export * as ${exported(name)} from '${name}';`).join('\n'),
        resolveDir: __dirname,
      },
      outdir: undefined,
      outfile: `dist/${file}`,
    },
    plugin: {
      name: namespace,
      setup(build) {
        for (const [name, filter] of Object.entries(modules))
          build.onResolve({ filter }, ({ importer }) =>
            importer.includes('node_modules') ? undefined : { path: name, namespace },
          );
        build.onResolve({ filter: /./, namespace }, () => ({ path: `./${file}`, external: true }));
        build.onLoad({ filter: /./, namespace }, ({ path: name }) => ({
          contents: `module.exports = { ...require('./${file}').${exported(name)}, __esModule: true };`,
        }));
      },
    },
  };
};

/** Of the editor's language features, the engine, and the command. */
const libraries = shared('libraries.js', {
  ...Object.fromEntries(
    ['ignore', 'jsonc-parser', 'pako', 'papaparse', 'picomatch', 'web-tree-sitter', 'yaml'].map((name) => [
      name,
      new RegExp(`^${name}$`),
    ]),
  ),
  'csv-stringify/sync': /^csv-stringify\/sync$/,
  './src/agent/boot-script': /\/agent\/boot-script$/,
  './media/prices/ec2-us-east-1.tsv': /\/prices\/ec2-us-east-1\.tsv$/,
});
/** Of the command's own client, and the local cloud's server. */
const sshLibrary = shared('ssh2.js', { ssh2: /^ssh2$/ });

/** A client of ssh, for machines without one. */
const sshClientApart = apart('ssh-client.js', /^\.\.\/ssh-client$/);

/** Serves assistants, with the package of the protocol. */
const mcpApart = apart('mcp.js', /^\.\.\/mcp\/server$/);

/** Every subcommand, as one module. */
const commands = () => ({
  contents: fs
    .readdirSync('src/cli/commands')
    .map((file) => `export * from './${path.basename(file, '.ts')}';`)
    .join('\n'),
  resolveDir: path.resolve('src/cli/commands'),
});

const bundles = [
  {
    entryPoints: { extension: 'src/extension.ts' },
    external: ['vscode', ...nativeParts],
    plugins: [engineApart, languageApart, providerApart, actionsApart],
  },
  {
    entryPoints: { actions: 'src/vscode/commands/commands.ts' },
    external: ['vscode', ...nativeParts],
    plugins: [engineApart, languageApart],
  },
  { entryPoints: { provider: 'src/provider/local.ts' } },
  { entryPoints: { language: 'src/vscode/editor/language.ts' }, plugins: [libraries.plugin] },
  {
    entryPoints: { results: 'src/webview/results/main.ts' },
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    target: 'chrome128', // Electron of the oldest VS Code that is supported
    format: 'iife',
    define: {},
    banner: {},
  },
  { entryPoints: { engine: 'src/aws/open.ts' }, plugins: [libraries.plugin] },
  libraries.entry,
  {
    entryPoints: { cli: 'src/cli/main.ts' },
    plugins: [commandsApart],
    banner: { js: `#!/usr/bin/env node\n${bundleAddress}` },
  },
  {
    stdin: commands(),
    outdir: undefined,
    outfile: 'dist/commands.js',
    plugins: [engineApart, sshClientApart, mcpApart, libraries.plugin],
  },
  { entryPoints: { mcp: 'src/cli/mcp/server.ts' }, plugins: [commandsApart, engineApart, libraries.plugin] },
  // ssh2 asks classes for their names.
  { ...sshLibrary.entry, keepNames: true },
  { entryPoints: { 'ssh-client': 'src/cli/ssh-client.ts' }, keepNames: true, plugins: [sshLibrary.plugin] },
  { entryPoints: { local: 'src/local/main.ts' }, keepNames: true, plugins: [sshLibrary.plugin] },
].map((bundle) => ({
  ...common,
  outdir: 'dist',
  ...bundle,
  plugins: [shakeableSchemas, ...(bundle.plugins ?? [])],
}));

/** Tests: one file each, packages left outside, so that mocha loads what npm installed. */
const testBundle = (folder) => ({
  ...common,
  entryPoints: walk(
    'test',
    new RegExp(`^test/${folder}/.*\\.test\\.ts$|^test/${folder}/(?:index|fleet)\\.ts$`),
  ),
  outdir: 'out/test',
  outbase: 'test',
  packages: 'external',
  external: ['vscode'],
  sourcemap: 'inline',
});

function walk(dir, keep, found = []) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const file = path.posix.join(dir, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') walk(file, keep, found);
    } else if (keep.test(file)) found.push(file);
  }
  return found;
}

/**
 * What reads shell scripts is beside the bundles, and loaded by the first that needs it. The grammar is packed with Brotli: the
 * extension is 45 KB smaller than with zip's deflate, and unpacking takes 2 ms.
 */
function copyShellReader() {
  fs.mkdirSync('dist', { recursive: true });
  fs.copyFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), 'dist/web-tree-sitter.wasm');
  const grammar = fs.readFileSync(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm'));
  fs.writeFileSync('dist/tree-sitter-bash.wasm.br', zlib.brotliCompressSync(grammar));
  fs.rmSync('dist/tree-sitter-bash.wasm', { force: true });
}

/** Folders of the packages of which something is in a bundle, for their licenses. */
function writeShipped(built) {
  const inputs = built.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    ),
  );
  const folders = inputs.flatMap(
    (file) => /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  const shipped = [...new Set([...folders, 'node_modules/tree-sitter-bash'])].sort();
  fs.mkdirSync('out', { recursive: true });
  fs.writeFileSync('out/shipped.json', `${JSON.stringify(shipped, null, 2)}\n`);
}

async function main() {
  execFileSync(process.execPath, ['scripts/generate.mjs'], { stdio: 'inherit' });
  if (only !== undefined) {
    await esbuild.build(testBundle(only));
    return;
  }
  copyShellReader();
  const all = flags.has('--tests') ? [...bundles, testBundle('(unit|cloud|boot|editor|ui)')] : bundles;
  if (flags.has('--watch')) {
    for (const options of all) await (await esbuild.context(options)).watch();
    return;
  }
  const built = await Promise.all(all.map((options) => esbuild.build({ ...options, metafile: production })));
  if (production) writeShipped(built);
  if (neverImported.size > 0) throw new Error(`Nothing imports what ${[...neverImported].join(', ')} holds.`);
}

main().catch((error) => {
  console.error(error.message ?? error);
  process.exitCode = 1;
});
