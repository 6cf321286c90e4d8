import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { renderExports } from '../../../src/cli/commands/local';
import { run } from '../../../src/cli/run';
import { surroundingsOf } from '../../../src/cli/sweep-file';
import { parseTag } from '../../../src/cli/tag';
import { testTerminal } from './test-terminal';

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let programFolder: string;
before(async () => {
  programFolder = await mkdtemp(join(tmpdir(), 'spawn-program-'));
  await copyFile(
    require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
    join(programFolder, 'web-tree-sitter.wasm'),
  );
  const grammar = await readFile(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm'));
  await writeFile(join(programFolder, 'tree-sitter-bash.wasm.br'), brotliCompressSync(grammar));
});
after(async () => rm(programFolder, { recursive: true, force: true }));

async function type(folder: string, ...words: string[]): Promise<Answer> {
  const terminal = testTerminal({ folder, programFolder });
  const code = await run(words, terminal, '1.2.3');
  return { code, out: terminal.out(), err: terminal.err() };
}

describe('usage', () => {
  for (const [what, words, sentence] of [
    ['no command', [], /^Usage: spawn/],
    [
      'an unknown command',
      ['lunch'],
      /^spawn: Unknown command "lunch". Did you mean "launch"\? See: spawn --help\n$/,
    ],
    [
      'an unknown option',
      ['list', '--colour'],
      /^spawn: Unknown option "--colour".* See: spawn list --help\n$/,
    ],
    ['a missing file', ['launch'], /^spawn: Name the sweep file: spawn launch FILE\. /],
    ['a missing id', ['status'], /^spawn: Missing required argument "id"\. See: spawn status --help\n$/],
    [
      'two ids',
      ['status', 'a', 'b'],
      /^spawn: Too many arguments for "status"\. Expected 1 argument but got 2\. See: spawn status --help\n$/,
    ],
    [
      'an unknown action',
      ['launch', '--param-file', 'x', '--on-complete', 'explode'],
      /Allowed choices are terminate, stop, keep/,
    ],
    ['an unknown provider', ['--provider', 'moon', 'list'], /Allowed choices are aws, local/],
    ['a tag without a value', ['list', '--tag', 'name'], /Use the form KEY=VALUE\./],
    [
      'a threshold that is no number',
      ['alerts', 'create', 'cost', '--threshold', 'much'],
      /It must be a number above zero\. See: spawn alerts create --help\n$/,
    ],
    [
      'a threshold of nothing',
      ['alerts', 'create', 'cost', '--threshold', '0'],
      /It must be a number above zero/,
    ],
    ['an alert without a threshold', ['alerts', 'create', 'cost'], /"--threshold <number>" not specified/],
    ['an empty region', ['list', '--region', ' \t'], /It must not be empty/],
    [
      'an unknown state',
      ['list', '--state', 'running,runing'],
      /"running,runing" is invalid\. The states are all, pending, running, .*, failed, lost, .*, succeeded\./,
    ],
    ['an unknown format', ['list-sweeps', '--format', 'xml'], /Allowed choices are table, json, csv/],
    ['two formats', ['validate', 'x.yaml', '--json', '--format', 'csv'], /contradict each other/],
    ['two sweep files', ['launch', 'a.yaml', '--param-file', 'b.yaml'], /a\.yaml and --param-file b\.yaml/],
    [
      'what is no region',
      ['list', '--region', 'moon'],
      /"moon" isn't a region\. The regions are us-east-1, /,
    ],
    ['both ends of a metric', ['results', 'x', '--min', '--max'], /cannot be used with option/],
    ['half a result', ['results', 'x', '--top', '1.5'], /It must be a whole number above zero/],
  ] as const) {
    it(`2 and a sentence on stderr for ${what}`, async () => {
      const { code, out, err } = await type('/', ...words);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, sentence);
    });
  }

  it('0 for help and version, on stdout', async () => {
    assert.deepEqual(await type('/', '--version'), { code: 0, out: '1.2.3\n', err: '' });
    const { code, out, err } = await type('/', 'launch', '--help');
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /--param-file <file>[\s\S]*Global Options:[\s\S]*--provider/);
  });

  it('names every command of the tutorial', async () => {
    const { out } = await type('/', '--help');
    const commands = [...out.matchAll(/^ {2}([a-z-]+)(?: |$)/gm)].map((match) => match[1]);
    assert.deepEqual(commands.filter((command) => command !== undefined && !command.startsWith('-')).sort(), [
      'alerts',
      'cancel',
      'collect-results',
      'completion',
      'connect',
      'cost',
      'delete',
      'doctor',
      'drive',
      'extend',
      'help',
      'import',
      'launch',
      'list',
      'list-sweeps',
      'local',
      'logs',
      'mcp',
      'metrics',
      'remove',
      'results',
      'resume',
      'retry',
      'setup',
      'ssh-config',
      'status',
      'validate',
    ]);
  });
});

describe('spawn validate', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawn-validate-'));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  const good =
    'defaults: {instance_type: t3.micro, region: us-east-1, ttl: 30m, user_data: "echo $A"}\ngrid: {a: [1, 2]}\n';

  it('is silent on stdout and answers 0 for a good file', async () => {
    await writeFile(join(folder, 'sweep.yaml'), good);
    assert.deepEqual(await type(folder, 'validate', 'sweep.yaml'), {
      code: 0,
      out: '',
      err: 'sweep.yaml: 2 runs, no problems.\n',
    });
    assert.deepEqual(await type(folder, 'validate', 'sweep.yaml', '--json'), {
      code: 0,
      out: '[]\n',
      err: '',
    });
  });

  it('shows problems as compilers do, and answers 1 for an error', async () => {
    await writeFile(join(folder, 'sweep.yaml'), good.replace('30m', '30'));
    const { code, out, err } = await type(folder, 'validate', 'sweep.yaml');
    assert.equal(code, 1);
    assert.match(out, /^sweep\.yaml:1:\d+ error [^\n]+ \[[a-z-]+\]\n$/);
    assert.equal(err, 'sweep.yaml: 2 runs, 1 error.\n');
  });

  it('reads scripts with a real shell parser', async () => {
    await writeFile(join(folder, 'sweep.yaml'), good.replace('$A', '$A $B'));
    const { code, out } = await type(folder, 'validate', 'sweep.yaml', '--json');
    assert.equal(code, 0);
    assert.deepEqual(
      JSON.parse(out).map((problem: { severity: string; message: string }) => [
        problem.severity,
        /\$?B\b/.test(problem.message),
      ]),
      [['warning', true]],
    );
  });

  it('reads JSON by its name', async () => {
    const sweep = { defaults: { ttl: '30m', user_data: 'echo $A' }, params: [{ name: 'x', a: 1 }] };
    await writeFile(join(folder, 'sweep.json'), JSON.stringify(sweep));
    assert.equal((await type(folder, 'validate', 'sweep.json')).code, 0);
  });

  it('exits with 3 for a missing file, 1 for a folder and for a file that isn’t text', async () => {
    assert.equal((await type(folder, 'validate', 'none.yaml')).code, 3);
    assert.equal((await type(folder, 'validate', '.')).code, 1);
    await writeFile(join(folder, 'sweep.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    const { code, err } = await type(folder, 'validate', 'sweep.yaml');
    assert.equal(code, 1);
    assert.equal(err, "spawn: sweep.yaml is not UTF-8 text, so it isn't a sweep file. [NotASweepFile]\n");
    assert.equal(
      (await type(folder, 'validate', '.')).err,
      "spawn: . is a folder, so it isn't a sweep file. [NotASweepFile]\n",
    );
    assert.equal(
      (await type(folder, 'validate', 'none.yaml')).err,
      'spawn: File not found: none.yaml. [NoSuchFile]\n',
    );
  });

  it('reports which files next to it are missing, as the editor does', async () => {
    await writeFile(join(folder, 'there.py'), '');
    await writeFile(
      join(folder, 'sweep.yaml'),
      good.replace('ttl: 30m', 'ttl: 30m, files: [there.py, "*.sh"]'),
    );
    const { code, out } = await type(folder, 'validate', 'sweep.yaml', '--json');
    assert.equal(code, 1);
    assert.deepEqual(
      JSON.parse(out).map((problem: { code: string }) => problem.code),
      ['missing-file'],
    );
  });

  it('launches nothing from a file with an error', async () => {
    await writeFile(join(folder, 'sweep.yaml'), good.replace('30m', '30'));
    const { code, out, err } = await type(folder, 'launch', '--param-file', 'sweep.yaml');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /error [^\n]+\]\nsweep\.yaml: 1 error\. Nothing was launched\.\n$/);
  });
});

describe('files next to a sweep file', () => {
  it('are read below its folder and nowhere else', async () => {
    const root = await mkdtemp(join(tmpdir(), 'spawn-beside-'));
    try {
      const folder = join(root, 'sweep');
      await mkdir(join(folder, 'conf'), { recursive: true });
      await writeFile(join(root, 'secret'), 'secret');
      await writeFile(join(folder, 'train.sh'), 'train');
      await writeFile(join(folder, 'conf', 'base.sh'), 'base');
      await writeFile(join(folder, '..fine'), 'fine');
      await symlink(join(root, 'secret'), join(folder, 'link'));
      await symlink(root, join(folder, 'up'));
      const { readText } = surroundingsOf(folder);
      const read = ['train.sh', 'conf/base.sh', './train.sh', 'conf/../train.sh', '..fine'].map(readText);
      assert.deepEqual(read, ['train', 'base', 'train', 'train', 'fine']);
      const missing = ['../secret', join(root, 'secret'), 'none', '', '.'].map(readText);
      assert.deepEqual(
        missing,
        missing.map(() => undefined),
      );
      const refused = ['link', 'up/secret', 'conf'].map(readText);
      assert.deepEqual(refused, [{ unread: 'outside' }, { unread: 'outside' }, { unread: 'special' }]);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

describe('small grammar', () => {
  it('splits a tag at its first equals sign', () => {
    assert.deepEqual(parseTag('sweep:id=a=b'), { key: 'sweep:id', value: 'a=b' });
    assert.deepEqual(parseTag('k='), { key: 'k', value: '' });
    assert.equal(parseTag('=v'), undefined);
    assert.equal(parseTag('v'), undefined);
  });

  it('quotes exports for any POSIX shell', () => {
    assert.equal(
      renderExports({ A: "it's $HOME" }),
      "unset AWS_PROFILE AWS_SESSION_TOKEN\nexport A='it'\\''s $HOME'",
    );
  });
});
