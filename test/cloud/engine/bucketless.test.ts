import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { runFolder, statusFolder } from '../../../src/agent/record';
import type { RunProgram } from '../../../src/engine/connect/run-program';
import { Failure } from '../../../src/engine/failure';
import { FaultyEngine } from './faulty';
import { ec2Error, type Passing } from './proxy';
import { ignore, launched, requestFor, statesOf, sweepOf, World } from './world';

/** What instances keep on their disks, and the two programs that reach it; files are in a folder for each instance. */
class Instances {
  readonly calls: (readonly string[])[] = [];
  /** Called before each. */
  onCall: (program: string, words: readonly string[]) => void = ignore;

  constructor(private readonly folder: string) {}

  /** Puts a file where the agent of this instance would keep it. */
  async keep(instanceId: string, key: string, text: string): Promise<void> {
    const place = path.join(this.folder, instanceId, key);
    await fs.mkdir(path.dirname(place), { recursive: true });
    await fs.writeFile(place, text);
  }

  readonly run: RunProgram = async (program, words) => {
    this.calls.push([program, ...words]);
    this.onCall(program, words);
    const alias = words.find((word) => word.startsWith('HostKeyAlias='))?.split('=')[1] ?? 'none';
    const home = path.join(this.folder, alias);
    if (program === 'ssh') return { code: 0, stdout: await this.#list(home), stderr: '' };
    const [from = '', to = ''] = words.slice(-2);
    const [, remote = ''] = from.split(':/var/lib/spawn/record/');
    const source = path.join(home, remote);
    await fs.cp(source, path.join(to, path.basename(source)), { recursive: true, preserveTimestamps: true });
    return { code: 0, stdout: '', stderr: '' };
  };

  async #list(home: string): Promise<string> {
    const root = path.join(home, 'sweeps');
    const entries = await fs.readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    const lines = entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const { mtimeMs, size } = await fs.stat(file);
        const [, ...inside] = path.relative(root, file).split(path.sep);
        return `${size} ${Math.floor(mtimeMs / 1000)} ./${inside.join('/')}\n`;
      });
    return (await Promise.all(lines)).join('');
  }
}

/** The key of what an instance keeps for a run. */
const kept = (instanceId: string, sweepId: string, runName: string, file: string): string =>
  `${runFolder(sweepId, runName, `kept:${instanceId}`)}${file}`;

/** The key by which an instance says how a run ended. */
const keptStatus = (instanceId: string, sweepId: string, index: number, state: string): string =>
  `${statusFolder(sweepId, `kept:${instanceId}`)}${index}.1.${state}.0`;

describe('a sweep without a bucket', () => {
  let world: World;
  let faulty: FaultyEngine;
  let instances: Instances;
  let machines = 0;
  const here = () => `machine-${machines}`;
  const request = (...input: Parameters<typeof sweepOf>) => ({
    ...requestFor({ ...sweepOf(...input), name: here() }),
    bucket: 'none',
  });

  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    machines += 1;
    instances = new Instances(path.join(world.folder, `instances-${machines}`));
    faulty = await FaultyEngine.start(world, here(), undefined, instances.run);
    faulty.mischief = ({ action }) =>
      action === 'ModifyInstanceAttribute'
        ? Promise.resolve(ec2Error(403, 'UnauthorizedOperation', 'No.'))
        : undefined;
  });
  afterEach(async () => {
    await faulty.engine.terminate(
      (await faulty.engine.instances()).filter(({ state }) => /pending|running/.test(state)),
    );
    await faulty.stop();
  });

  const toS3 = ({ action }: Passing): boolean => / \//.test(action);

  const launch = (...input: Parameters<typeof sweepOf>) => launched(faulty.engine, request(...input));

  /** Waits, by asking, until all of its instances run. */
  async function running(id: string) {
    for (;;) {
      const view = await faulty.engine.view(id);
      if (view.runs.every(({ instance }) => instance?.state === 'running')) return view;
    }
  }

  it('is previewed, creates nothing in the account, and sends no request to S3', async () => {
    const { preview, view } = await launch(3, { onComplete: 'keep' });
    assert.deepEqual(preview.setup, []);
    assert.equal(preview.recordedHere, 'wanted');
    assert.equal(preview.calls['PutObject'], undefined);
    assert.equal(preview.notes.length, 2);
    assert.match(preview.notes[0] ?? '', /Only this machine has its record.*over SSH/);
    assert.match(preview.notes[1] ?? '', /Collect while the instances are running/);
    assert.deepEqual(statesOf(view), ['alive', 'alive', 'alive']);
    assert.equal(view.bucket, undefined);
    assert.equal(faulty.launches()[0]?.has('IamInstanceProfile.Name'), false);
    assert.deepEqual(faulty.requests.filter(toS3), []);
  });

  it('warns that on_complete takes results along, and names the fix', async () => {
    const { notes } = await faulty.engine.preview(request(2, { onComplete: 'terminate' }));
    assert.ok(notes.some((note) => /2 of 2 runs end their instance.*lost.*on_complete: keep/.test(note)));
  });

  it('refuses files and scripts that would have to travel through S3', async () => {
    const directory = path.join(world.folder, here());
    await fs.mkdir(directory, { recursive: true });
    await fs.writeFile(path.join(directory, 'train.py'), 'print(1)\n');
    const withFiles = { ...request(1, { files: ['train.py'] }), directory };
    const noise = Array.from({ length: 40_000 }, (_, at) => ((at * 7919) % 9973).toString(36)).join(' ');
    for (const [asked, code] of [
      [withFiles, 'FilesNeedBucket'],
      [request(1, { userData: `#!/bin/sh\n: ${noise}\n` }), 'user-data-too-large'],
    ] as const) {
      await assert.rejects(
        faulty.engine.preview(asked),
        (error) => error instanceof Failure && error.code === code && /bucket/.test(error.message),
      );
    }
  });

  it('is collected over ssh, in the layout that a bucket would give, and only what changed is fetched again', async () => {
    const { id } = await launch(2, { onComplete: 'keep' });
    const view = await running(id);
    const ended = Math.floor(Date.now() / 1000) - 5;
    for (const { index, instanceId = '', name } of view.runs) {
      const keep = (file: string, text: string) =>
        instances.keep(instanceId, kept(instanceId, id, name, file), text);
      await keep('output.log', `log of ${name}\n`);
      await keep('results/result.json', `{"score": ${index}}`);
      await keep('results/deep/er.txt', 'deep\n');
      const status = keptStatus(instanceId, id, index, 'succeeded.0');
      await instances.keep(instanceId, status, JSON.stringify({ ended }));
    }
    const folder = path.join(world.folder, `results-${machines}`);
    const first = await faulty.engine.collect(id, folder, ignore);
    assert.deepEqual([first.files, first.unchanged, first.runs, first.notes], [6, 0, 2, []]);
    assert.equal(await fs.readFile(path.join(folder, 'run-1/output.log'), 'utf8'), 'log of run-1\n');
    assert.equal(await fs.readFile(path.join(folder, 'run-1/deep/er.txt'), 'utf8'), 'deep\n');
    assert.match(await fs.readFile(path.join(folder, 'results.csv'), 'utf8'), /run-1,1,succeeded/);
    const after = await faulty.engine.view(id);
    assert.deepEqual(
      after.runs.map(({ endedAt, exitCode, state }) => [state, exitCode, endedAt]),
      [0, 1].map(() => ['succeeded', 0, ended * 1000]),
    );
    assert.equal(after.finished, true);

    instances.calls.length = 0;
    const again = await faulty.engine.collect(id, folder, ignore);
    assert.deepEqual([again.files, again.unchanged], [0, 6]);
    assert.deepEqual(
      instances.calls.map(([program]) => program),
      ['ssh', 'ssh'],
    );

    await faulty.engine.cancel(id, { keepRunning: false });
    const elsewhere = path.join(world.folder, `elsewhere-${machines}`);
    const late = await faulty.engine.collect(id, elsewhere, ignore);
    assert.deepEqual([late.files, late.notes], [6, []], 'what was fetched is kept, also for another folder');
    const table = await faulty.engine.results(id);
    assert.equal(table.rows.length, 2);
    assert.equal(await faulty.engine.log(id, 'run-0'), 'log of run-0\n');
  });

  it('accepts nothing from an instance that belongs to another one', async () => {
    const { id } = await launch(2, { onComplete: 'keep' });
    const { runs } = await running(id);
    const [mine, other] = runs;
    assert.ok(mine?.instanceId !== undefined && other !== undefined);
    const [me, it] = [mine.instanceId, other.instanceId ?? ''];
    for (const who of [me, it]) {
      await instances.keep(me, keptStatus(who, id, other.index, 'failed.1'), '{}');
      await instances.keep(me, kept(who, id, other.name, 'results/forged.txt'), 'forged\n');
    }
    await instances.keep(me, keptStatus(it, id, mine.index, 'failed.1'), '{}');
    await instances.keep(me, kept(it, id, mine.name, 'results/forged.txt'), 'forged\n');
    await instances.keep(me, kept(me, id, mine.name, 'results/own.txt'), 'own\n');
    const folder = path.join(world.folder, `results-${machines}`);
    const { files } = await faulty.engine.collect(id, folder, ignore);
    assert.equal(files, 1);
    assert.deepEqual(statesOf(await faulty.engine.view(id)), ['alive', 'alive']);
  });

  it('collects what it can, reports what it could not, and continues from there', async () => {
    const { id } = await launch(2, { onComplete: 'keep' });
    const { runs } = await running(id);
    for (const { instanceId = '', name } of runs) {
      await instances.keep(instanceId, kept(instanceId, id, name, 'results/own.txt'), `${name}\n`);
    }
    const broken = runs[1]?.instanceId ?? '';
    instances.onCall = (program, words) => {
      if (program === 'scp' && words.some((word) => word.includes(broken))) throw lost();
    };
    const folder = path.join(world.folder, `results-${machines}`);
    const first = await faulty.engine.collect(id, folder, ignore);
    assert.deepEqual([first.files, first.runs], [1, 1]);
    assert.match(first.notes[0] ?? '', /run-1 couldn't be collected over SSH: connection lost/);
    instances.onCall = ignore;
    const second = await faulty.engine.collect(id, folder, ignore);
    assert.deepEqual([second.files, second.unchanged, second.runs], [1, 1, 2]);
  });

  it('reports that results are lost with their instances, and that it is unknown how those jobs ended', async () => {
    const { id } = await launch(2);
    const { runs } = await running(id);
    await world.aws.compute('us-east-1').terminate(runs.flatMap(({ instanceId }) => instanceId ?? []));
    const folder = path.join(world.folder, `results-${machines}`);
    const { notes } = await faulty.engine.collect(id, folder, ignore);
    assert.ok(
      notes.some((note) => /The instances of 2 runs ended before their results were collected/.test(note)),
    );
  });

  it('is launched, resumed and cancelled like any other, by this machine alone', async () => {
    let allowed = 1;
    const good = faulty.mischief;
    faulty.mischief = (passing) => {
      const isLaunch = passing.action === 'RunInstances' && passing.parameters.get('DryRun') !== 'true';
      if (!isLaunch) return good(passing);
      allowed -= 1;
      return allowed >= 0 ? undefined : Promise.resolve(ec2Error(400, 'RequestExpired', 'Expired.'));
    };
    const runs = [...sweepOf(2).runs, ...sweepOf(4, { instanceTypes: ['t3.small'] }).runs.slice(2)];
    const asked = { ...requestFor({ name: here(), runs }), bucket: 'none' };
    const preview = await faulty.engine.preview(asked);
    await assert.rejects(
      faulty.engine.launch(preview, ignore),
      (error) => error instanceof Failure && error.kind === 'credentials',
    );
    faulty.mischief = good;
    const other = world.engine(here());
    assert.deepEqual(
      (await other.sweeps()).map(({ id }) => id).filter((id) => id === preview.sweepId),
      [preview.sweepId],
      'another window of this machine knows it',
    );
    await other.resume(preview.sweepId, ignore);
    await other.settle();
    assert.equal((await world.instances(preview.sweepId)).length, 4);
    await assert.rejects(
      world.engine('another').view(preview.sweepId),
      (error) => error instanceof Failure && error.code === 'NoSuchSweep',
    );
    const { terminated } = await faulty.engine.cancel(preview.sweepId, { keepRunning: false });
    assert.equal(terminated, 4);
    assert.deepEqual(new Set(statesOf(await other.view(preview.sweepId))), new Set(['cancelled']));
  });

  describe('for a user who may not use S3', () => {
    const denied = {
      status: 403,
      headers: { 'content-type': 'application/xml' },
      body: Buffer.from(
        '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>No.</Message></Error>',
      ),
    };

    it('continues without being asked, and reports it', async () => {
      faulty.mischief = (passing) => (toS3(passing) ? Promise.resolve(denied) : undefined);
      const asked = { ...request(2, { onComplete: 'keep' }), bucket: undefined };
      const { bucket: _, ...open } = asked;
      const preview = await faulty.engine.preview(open);
      assert.equal(preview.recordedHere, 'denied');
      assert.match(preview.notes[0] ?? '', /isn't allowed to use or create the results bucket/);
      await faulty.engine.launch(preview, ignore);
      assert.deepEqual(
        (await faulty.engine.sweeps()).map(({ id }) => id),
        [preview.sweepId],
      );
      assert.deepEqual(await faulty.engine.orphans(), []);
    });

    it('is reported if it is found out during the creation, and launches without one the next time', async () => {
      faulty.mischief = (passing) => (/^PUT \//.test(passing.action) ? Promise.resolve(denied) : undefined);
      const { bucket: _, ...open } = request(1, { onComplete: 'keep' });
      const preview = await faulty.engine.preview(open);
      assert.equal(preview.recordedHere, undefined);
      await assert.rejects(
        faulty.engine.launch(preview, ignore),
        (error) => error instanceof Failure && error.code === 'BucketNotAllowed',
      );
      const again = await faulty.engine.preview(open);
      assert.equal(again.recordedHere, 'denied');
      const { view } = await faulty.engine.launch(again, ignore);
      assert.deepEqual(statesOf(view), ['alive']);
    });
  });
});

describe('a run that cannot reach its bucket', () => {
  it('is collected over ssh once it has been silent for long, and the others from S3', async () => {
    const world = await World.start();
    const instances = new Instances(path.join(world.folder, 'instances'));
    const faulty = await FaultyEngine.start(world, 'here', undefined, instances.run);
    try {
      const asked = requestFor(sweepOf(2, { onComplete: 'keep' }));
      const preview = await faulty.engine.preview(asked);
      const { view } = await faulty.engine.launch(preview, ignore);
      const id = preview.sweepId;
      let now = view;
      while (now.runs.some(({ instance }) => instance?.state !== 'running'))
        now = await faulty.engine.view(id);
      const [heard, silent] = now.runs;
      assert.ok(heard !== undefined && silent?.instanceId !== undefined);
      const results = { 'result.txt': 'from S3\n' };
      await world.finish(view.bucket ?? '', id, heard, { state: 'succeeded', exit: 0, results });
      const { instanceId } = silent;
      await instances.keep(
        instanceId,
        kept(instanceId, id, silent.name, 'results/result.txt'),
        'from its disk\n',
      );
      const folder = path.join(world.folder, 'results');
      assert.equal((await faulty.engine.collect(id, folder, ignore)).files, 1);
      assert.equal(instances.calls.length, 0, 'it may only be slow');
      await instances.keep(instanceId, keptStatus(instanceId, id, silent.index, 'failed.2'), '{}');
      world.cloud.control.advance(6 * 60_000);
      const { files, notes } = await faulty.engine.collect(id, folder, ignore);
      assert.deepEqual([files, notes], [1, []]);
      assert.deepEqual(
        instances.calls.map(([program]) => program),
        ['ssh', 'scp', 'scp'],
      );
      assert.equal((await world.engine('elsewhere').view(id)).runs[silent.index]?.state, 'failed');
      const read = (run: string): Promise<string> =>
        fs.readFile(path.join(folder, run, 'result.txt'), 'utf8');
      assert.deepEqual([await read(heard.name), await read(silent.name)], ['from S3\n', 'from its disk\n']);
    } finally {
      await faulty.stop();
      await world.stop();
    }
  });
});

const lost = (): Failure => new Failure('network', 'SshFailed', 'connection lost');
