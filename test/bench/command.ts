import { execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openEngine } from '../../src/aws/open';
import type { CloudFile } from '../../src/local/cloud';
import type { Bench, Figure } from './bench';
import { ratioTo } from './figure';
import { elapsed, inTurn, median } from './measure';

const run = promisify(execFile);
const CLI = path.resolve('dist/cli.js');
const ROUNDS = { quick: 11, full: 41 };
const LAUNCHES = { quick: 1, full: 5 };
/** How close the end of the wait is measured. */
const POLL_MS = 25;

const help: Bench = {
  name: 'help',
  quick: true,
  run: async ({ quick }) => {
    const { ours, theirs } = await inTurn(
      quick ? ROUNDS.quick : ROUNDS.full,
      () => elapsed(() => run(process.execPath, [CLI, '--help'])),
      () => elapsed(() => run(process.execPath, ['-e', '0'])),
    );
    const ratio = ours / theirs;
    const against = { name: 'node -e 0', value: theirs };
    const figure: Figure = {
      name: 'spawn --help',
      value: ours,
      unit: 'ms',
      against,
      ratio,
      gate: '≤ 1.3 ×',
      ok: ratio <= 1.3,
    };
    return [figure];
  },
};

/** From the command to the moment when all three instances run their scripts. */
const launch: Bench = {
  name: 'launch-local',
  quick: true,
  run: async ({ quick }) => {
    const launches = quick ? LAUNCHES.quick : LAUNCHES.full;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-bench-'));
    const options = { env: { ...process.env, XDG_STATE_HOME: folder, HOME: folder } };
    const spawn = (...args: string[]): Promise<{ stdout: string }> =>
      run(process.execPath, [CLI, ...args], options);
    const file = path.join(folder, 'three-sweep.yaml');
    fs.writeFileSync(file, THREE_RUNS);
    await spawn('local', 'start');
    try {
      const times: number[] = [];
      const byHand: number[] = [];
      // The first one makes the bucket, as it does once in an account.
      for (let round = 0; round <= launches; round++) {
        const time = await launchAndWatch(folder, () =>
          spawn('launch', '--param-file', file, '--provider', 'local', '--json'),
        );
        if (round > 0) times.push(time);
        for (let more = 0; more < 3; more++) byHand.push(await elapsed(() => startByHand(3)));
      }
      const time = median(times);
      const least = median(byHand);
      return [
        ratioTo(
          'spawn launch, 3 runs, to all running, without EC2’s delay',
          time - EC2_DELAY_MS,
          'ms',
          AT_MOST,
          {
            against: { name: 'three empty sandboxes by hand', value: least },
            note: `${(time / 1000).toFixed(2)} s with the second for which EC2 does not show new instances`,
          },
        ),
      ];
    } finally {
      await spawn('local', 'stop', '--yes');
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** Instances are shown as late as EC2 shows them: `consistencyLagMs` of the local cloud's program. */
const EC2_DELAY_MS = 1_000;
/** 3 s with that second, on a machine where three sandboxes take 50 ms. */
const AT_MOST = 40;

/** As many empty sandboxes as instances, all at once, until the first program of each has ended. */
async function startByHand(count: number): Promise<void> {
  const words = ['--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--unshare-all', 'true'];
  await Promise.all(Array.from({ length: count }, () => run('bwrap', words)));
}

const THREE_RUNS = `defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  on_complete: terminate
  user_data: |
    #!/bin/sh
    sleep 600
params:
  - name: a
  - name: b
  - name: c
`;

/** Milliseconds from the command's start until EC2 says that three new instances run; the command may continue in the meantime. */
async function launchAndWatch(folder: string, start: () => Promise<{ stdout: string }>): Promise<number> {
  const file = path.join(folder, 'spawn/local/cloud.json');
  const { endpoint, region, accessKeyId, secretAccessKey }: CloudFile = JSON.parse(
    fs.readFileSync(file, 'utf8'),
  );
  const engine = openEngine({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    stateFolder: path.join(folder, 'spawn'),
  });
  const running = async (): Promise<readonly string[]> =>
    (await engine.instances()).filter(({ state }) => state === 'running').map(({ id }) => id);
  try {
    const before = new Set(await running());
    const begin = performance.now();
    const command = start();
    while ((await running()).filter((id) => !before.has(id)).length < 3) {
      if (performance.now() - begin > 60_000) throw new Error('not all running after a minute');
      // A command that fails is told as it is.
      await Promise.race([delay(POLL_MS), command.then(() => delay(POLL_MS))]);
    }
    const time = performance.now() - begin;
    const { sweep_id } = JSON.parse((await command).stdout);
    await engine.cancel(sweep_id, { keepRunning: false });
    return time;
  } finally {
    engine.dispose();
  }
}

/** What a person types while a sweep runs and afterwards; each of them has to show something before it seems to hang. */
const typed = [
  'validate FILE',
  'launch FILE --dry-run',
  'status latest',
  'logs latest a',
  'list',
  'list-sweeps',
  'results latest',
  'cost',
  'collect-results latest',
  'cancel latest',
  'connect latest/a --print',
  'alerts list',
  'local status',
] as const;

/** Until a command writes its first byte, to whichever stream. */
const firstOutput: Bench = {
  name: 'first-output',
  quick: false,
  run: async ({ quick }) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-bench-'));
    const env = { ...process.env, XDG_STATE_HOME: folder, HOME: folder, SPAWN_PROVIDER: 'local' };
    const file = path.join(folder, 'three-sweep.yaml');
    fs.writeFileSync(file, THREE_RUNS);
    await run(process.execPath, [CLI, 'local', 'start'], { env });
    try {
      await run(process.execPath, [CLI, 'launch', file, '--json'], { env });
      const figures: Figure[] = [];
      for (const line of typed) {
        const words = line.split(' ').map((word) => (word === 'FILE' ? file : word));
        const { ours, theirs } = await inTurn(
          quick ? 3 : ROUNDS.quick,
          () => untilOutput([CLI, ...words], { cwd: folder, env }),
          () => elapsed(() => run(process.execPath, ['-e', '0'])),
        );
        figures.push({
          name: `spawn ${line}, first output`,
          value: ours,
          unit: 'ms',
          against: { name: 'node -e 0', value: theirs },
          ratio: ours / theirs,
          gate: `≤ ${FIRST_OUTPUT} ×`,
          ok: ours / theirs <= FIRST_OUTPUT,
        });
      }
      return figures;
    } finally {
      await run(process.execPath, [CLI, 'local', 'stop', '--yes'], { env });
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** 0.3 s where Node starts in 40 ms. */
const FIRST_OUTPUT = 7.5;

/** Milliseconds to the first byte; the command is left to end by itself. */
async function untilOutput(words: readonly string[], options: SpawnOptions): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const closed = once(child, 'close');
  await Promise.race([...streams.map((stream) => once(stream, 'data')), closed]);
  const time = performance.now() - start;
  for (const stream of streams) stream.resume();
  await closed;
  return time;
}

export default [help, launch, firstOutput];
