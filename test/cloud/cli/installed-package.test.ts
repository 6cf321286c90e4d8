import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { version } from '../../../package.json';
import { repository } from '../../markdown';
import { done, type Machine, newMachine } from './spawn';

/** Two runs, one with a file, so that the local cloud, the engine, and the reader of scripts are all needed. */
const sweep = `name: packed
defaults: {instance_type: t3.micro, region: us-east-1, ttl: 30m, on_complete: terminate}
grid: {seed: [1, 2]}
`;

describe('the package for npm', function () {
  this.timeout(180_000);
  let folder: string;
  let machine: Machine;
  /** The installed command, which finds no package of this project. */
  const installed = (words: string): string => `'${folder}/prefix/bin/spawn' ${words}`;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spawn-npm-'));
    machine = await newMachine();
    await machine.write('packed-sweep.yaml', sweep);
    const npm = (...words: string[]): string =>
      execFileSync('npm', [...words, '--loglevel=error'], { cwd: repository, encoding: 'utf8' });
    const file = npm('pack', '--pack-destination', folder).trim().split('\n').at(-1) ?? '';
    npm('install', '--global', '--offline', '--prefix', path.join(folder, 'prefix'), path.join(folder, file));
  });
  after(async () => {
    await machine.bash(installed('local stop --yes'));
    await machine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('is installed without a network, and brings no other package', async () => {
    const modules = execFileSync('find', [path.join(folder, 'prefix/lib'), '-name', 'package.json'], {
      encoding: 'utf8',
    });
    assert.deepEqual(modules.trim().split('\n'), [
      path.join(folder, 'prefix/lib/node_modules/spawn-sweeps/package.json'),
    ]);
    assert.equal(done(await machine.bash(installed('--version'))).stdout, `${version}\n`);
  });

  it('reads sweep files, and launches in the local cloud that it brings', async () => {
    const validated = done(await machine.bash(installed('validate packed-sweep.yaml --json')));
    assert.deepEqual(
      JSON.parse(validated.stdout).map(({ code }: { code: string }) => code),
      ['no-user-data'],
    );
    const launched = done(
      await machine.bash(installed('launch packed-sweep.yaml --provider local --yes --wait --json')),
    );
    assert.deepEqual(
      JSON.parse(launched.stdout).runs.map(({ name, state }: Record<string, string>) => [name, state]),
      [
        ['seed-1', 'succeeded'],
        ['seed-2', 'succeeded'],
      ],
    );
  });

  it('has its own client of ssh', async () => {
    const { code, stderr } = await machine.bash(installed('ssh-proxy i-0123456789abcdef0 --provider local'));
    assert.match(stderr, /\[NoSuchInstance\]/);
    assert.equal(code, 3);
  });
});
