import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { done, type Machine, newMachine, type Outcome } from '../cli/spawn';

/** Sets a title, clears the screen, writes to the clipboard, and reports; in 7 and 8 bits; then backspaces and marks of direction. */
const sequences =
  '\u001b]0;title\u0007\u001b[2J\u001b]52;c;ZXZpbA==\u0007\u001b[6n\u009b2J\u009d0;t\u009c\u001bP+q\u001b\\\u0008\u007f\u202e';
/** What a terminal would obey; tabs and ends of lines it may. */
const obeyed = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u;

describe('a sweep file, a script and results full of control sequences', function () {
  this.timeout(240_000);
  let machine: Machine;
  const local = ['--provider', 'local'] as const;

  before(async () => {
    machine = await newMachine();
    const script = [
      '#!/bin/bash',
      `printf '%s\\n' "$EVIL" "$(printf '\\033[2J\\033]0;title\\007\\2332J')"`,
      `python3 -c 'import json, os; evil = os.environ["EVIL"]; json.dump({"loss": 1, "note": evil, evil: 2}, open("/tmp/result.json", "w"))'`,
      'spored complete --status failure --message "$EVIL" || true',
      '',
    ].join('\n');
    const sweep = {
      defaults: {
        instance_type: 't3.micro',
        region: 'us-east-1',
        ttl: '30m',
        on_complete: 'terminate',
        user_data: script,
      },
      params: [{ evil: sequences }, { evil: 'plain' }],
    };
    await machine.write('evil.sweep.json', JSON.stringify(sweep));
  });
  after(async () => machine.dispose());

  const harmless = (what: string, { code, stderr, stdout }: Outcome, codes = [0]): string => {
    assert.doesNotMatch(stdout, obeyed, `${what}, stdout`);
    assert.doesNotMatch(stderr, obeyed, `${what}, stderr`);
    assert.ok(codes.includes(code ?? -1), `${what}: exit ${code}\n${stdout}${stderr}`);
    return stdout;
  };

  it('type nothing on the terminal of who launches, watches and collects it', async () => {
    const file = ['--param-file', 'evil.sweep.json'];
    harmless('validate', await machine.spawn('validate', 'evil.sweep.json'));
    harmless('dry run', await machine.spawn('launch', ...file, '--dry-run', ...local));
    harmless('dry run as JSON', await machine.spawn('launch', ...file, '--dry-run', '--json', ...local));
    const told = harmless(
      'launch',
      await machine.spawn('launch', ...file, '--wait', '--json', ...local),
      [0, 1],
    );
    const { sweep_id: id } = JSON.parse(told);
    const runs: readonly { readonly name: string }[] = JSON.parse(
      harmless('status as JSON', await machine.spawn('status', id, '--json', ...local)),
    ).runs;
    assert.equal(runs.length, 2);
    for (const words of [
      ['status', id],
      ['list'],
      ['list-sweeps'],
      ['cost'],
      ['results', id],
      ['results', id, '--json'],
      ['results', id, '--format', 'csv'],
      ['logs', id, runs[0]?.name ?? ''],
      ['collect-results', id, '--output', 'out'],
      ['collect-results', id, '--output', 'again', '--json'],
    ])
      harmless(words.join(' '), await machine.spawn(...words, ...local));
    assert.match(done(await machine.spawn('logs', id, runs[0]?.name ?? '', ...local)).stdout, /\ufffd/);
    for (const table of ['results.csv', 'results.json'])
      assert.doesNotMatch(await readFile(join(machine.folder, 'out', table), 'utf8'), obeyed, table);

    // Someone else’s repository says where results would go.
    await mkdir(join(machine.folder, 'home'));
    await mkdir(join(machine.folder, 'clone'));
    await symlink(join(machine.folder, 'home'), join(machine.folder, 'clone', 'results'));
    const refused = await machine.bash(`cd clone && spawn collect-results ${id} --provider local`);
    harmless('collect through a link', refused, [1, 2]);
    assert.ok(refused.stderr.includes(join(machine.folder, 'home')), refused.stderr);
    assert.deepEqual(await readdir(join(machine.folder, 'home')), []);
    done(await machine.bash(`cd clone && spawn collect-results ${id} --output results --provider local`));
    assert.ok((await readdir(join(machine.folder, 'home'))).includes('results.csv'));
  });

  it('make no command wait for a pipe, a device or a file without end', () => {
    const folder = join(machine.folder, 'traps');
    execFileSync('sh', [
      '-c',
      'mkdir "$1" && cd "$1" && mkfifo pipe && ln -s /dev/zero zero && truncate -s 40G huge',
      'sh',
      folder,
    ]);
    return Promise.all(
      ['pipe', 'zero', 'huge'].flatMap((name) => [
        machine.bash(`cd traps && timeout 60 spawn validate ${name}`).then(({ code, stderr }) => {
          assert.ok(code !== 0 && code !== 124, `${name}: ${code}`);
          assert.match(stderr, /is a pipe, a socket, or a device|is larger than 64 MB/);
        }),
        machine
          .bash(
            `cd traps && printf 'defaults: {ttl: 10m, user_data: {file: ${name}}}\\nparams: [{a: 1}]\\n' > ${name}.sweep.yaml && timeout 60 spawn validate ${name}.sweep.yaml`,
          )
          .then(({ code, stderr, stdout }) => {
            assert.ok(code !== 0 && code !== 124, `${name}: ${code}`);
            assert.match(`${stdout}${stderr}`, /file-(?:special|too-large|outside)/, name);
          }),
      ]),
    );
  });
});
