import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CloudFile } from '../../../src/local/cloud';
import { clientsOf, eventually } from './harness';

const program = path.resolve(__dirname, '../../../../dist/local.js');

/** A user id that no account has. */
const ordinary = 1_879_100_000;

export interface SeparateOptions {
  /** Whether a user without any power runs it; who runs the tests by default. */
  readonly asOrdinaryUser?: boolean;
  /** Words in front of the command. */
  readonly wrap?: readonly string[];
  readonly arguments?: readonly string[];
  /** Programs that come before this computer's, by name. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly environment?: NodeJS.ProcessEnv;
}

/** The bundle that it loads. */
const library = 'ssh2.js';

/** A cloud in a process of its own, as `spawn local start` has it. */
export async function openSeparateCloud(options: SeparateOptions = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'local-cloud-'));
  const copy = path.join(folder, 'local.js');
  const stateFolder = path.join(folder, 'state');
  // Whoever runs it may not see this checkout.
  await copyFile(program, copy);
  await copyFile(path.join(path.dirname(program), library), path.join(folder, library));
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  for (const [name, text] of Object.entries(options.programs ?? {}))
    await writeFile(path.join(bin, name), text, { mode: 0o755 });
  const isOther = options.asOrdinaryUser === true && process.getuid?.() === 0;
  if (isOther) for (const file of [folder, copy]) await chown(file, ordinary, ordinary);
  const words = [
    ...(options.wrap ?? []),
    ...[process.execPath, copy, '--state', stateFolder, ...(options.arguments ?? [])],
  ];
  const [command = '', ...rest] = words;
  const child = spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: '/',
    env: { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, ...options.environment },
    ...(isOther ? { uid: ordinary, gid: ordinary } : {}),
  });
  const cloud = await eventually(async () => {
    if (child.exitCode !== null)
      throw new Error(`The cloud ended as it started (exit code ${child.exitCode}).`);
    return readCloud(path.join(stateFolder, 'cloud.json'));
  });
  // It throttles as AWS does.
  const clients = clientsOf(cloud, 10);
  return {
    cloud,
    folder,
    ...clients,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      const ended = once(child, 'exit');
      if (child.exitCode === null) child.kill('SIGTERM');
      if (child.exitCode === null) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type SeparateCloud = Awaited<ReturnType<typeof openSeparateCloud>>;

async function readCloud(file: string): Promise<CloudFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}
