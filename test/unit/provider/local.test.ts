import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../../src/engine/failure';
import { parseCloudFile } from '../../../src/provider/cloud-file';
import { connectionFor } from '../../../src/provider/connection';
import { localStateFolder } from '../../../src/provider/folder';
import {
  findLocalCloud,
  type LocalCloud,
  type LocalCloudPlace,
  startLocalCloud,
  stopLocalCloud,
} from '../../../src/provider/local';
import { obedientCloud, refusingCloud, silentCloud } from './programs';

/** A process that has ended is a zombie until its parent hears of it. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^State:\s+[^ZX\s]/m.test(status);
}

describe('the local cloud’s process', function () {
  this.timeout(20_000);
  let folder: string;
  const started: LocalCloud[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawn-provider-'));
  });
  afterEach(async () => {
    for (const cloud of started.splice(0)) await stopLocalCloud(cloud, { patience: 5000 });
    await rm(folder, { recursive: true, force: true });
  });

  async function placeOf(program: string, patience = 10_000): Promise<LocalCloudPlace> {
    const file = join(folder, 'program.js');
    await writeFile(file, program);
    return { stateFolder: join(folder, 'state'), program: file, patience };
  }
  async function start(place: LocalCloudPlace): Promise<LocalCloud> {
    const cloud = await startLocalCloud(place);
    started.push(cloud);
    return cloud;
  }

  it('is started once, found, and gone after it was stopped', async () => {
    const place = await placeOf(obedientCloud);
    assert.equal(await findLocalCloud(place), undefined);
    const cloud = await start(place);
    assert.match(cloud.connection.endpoint ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(cloud.connection.credentials, { accessKeyId: 'AKID', secretAccessKey: 'secret' });
    assert.deepEqual(await findLocalCloud(place), cloud);
    assert.deepEqual(await start(place), cloud);
    await stopLocalCloud(cloud, place);
    assert.equal(await findLocalCloud(place), undefined);
    assert.equal(await isRunning(cloud.pid), false);
    await stopLocalCloud(cloud, place);
  });

  it('is started with what its instances are to be', async () => {
    const options = { compute: 'container', network: true, environments: ['/home/u/venv'] } as const;
    const { compute, environments, network } = await start({ ...(await placeOf(obedientCloud)), options });
    assert.deepEqual({ compute, environments, network }, options);
  });

  it('is one, even if five start it at once', async () => {
    const place = await placeOf(obedientCloud);
    const clouds = await Promise.all([1, 2, 3, 4, 5].map(() => start(place)));
    assert.equal(new Set(clouds.map(({ pid }) => pid)).size, 1);
    assert.equal((await readFile(join(place.stateFolder, 'starts'), 'utf8')).trim().split('\n').length, 1);
  });

  it('is started again where a dead one left its file', async () => {
    const place = await placeOf(obedientCloud);
    const dead = await start(place);
    const file = await readFile(join(place.stateFolder, 'cloud.json'), 'utf8');
    await stopLocalCloud(dead, place);
    await writeFile(join(place.stateFolder, 'cloud.json'), file);
    assert.equal(await findLocalCloud(place), undefined);
    assert.notEqual((await start(place)).pid, dead.pid);
  });

  it('is not believed to run where another process has its port, or other users may write its file', async () => {
    const place = await placeOf(obedientCloud);
    const { pid } = await start(place);
    const file = join(place.stateFolder, 'cloud.json');
    const known = await readFile(file, 'utf8');
    // Whoever answers there knows all that is public, and what the real one told before.
    const impostor = createServer((_request, response) =>
      response.end(JSON.stringify({ pid, proof: '00'.repeat(32) })),
    ).listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    const address = impostor.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await writeFile(file, known.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`));
    assert.equal(await findLocalCloud(place), undefined);
    impostor.close();
    await writeFile(file, known);
    assert.equal((await findLocalCloud(place))?.pid, pid);
    await chmod(file, 0o666);
    await assert.rejects(findLocalCloud(place), { code: 'NotYourFolder' });
    await chmod(file, 0o600);
    await chmod(place.stateFolder, 0o777);
    await assert.rejects(startLocalCloud(place), { code: 'NotYourFolder' });
    await chmod(place.stateFolder, 0o700);
  });

  it('reports in the program’s own sentence why it can’t start', async () => {
    const place = await placeOf(refusingCloud);
    await assert.rejects(startLocalCloud(place), (error) => {
      assert.ok(error instanceof Failure);
      assert.deepEqual(
        [error.kind, error.code, error.message],
        [
          'unavailable',
          'LocalCloudNotStarted',
          'bubblewrap is missing: install it with "apt install bubblewrap".',
        ],
      );
      return true;
    });
  });

  it('gives up on one that never answers', async () => {
    const place = await placeOf(silentCloud, 1000);
    await assert.rejects(startLocalCloud(place), { code: 'LocalCloudSilent' });
    const pid = Number(await readFile(join(place.stateFolder, 'pid'), 'utf8'));
    await gone(pid);
  });
});

/** Resolves once there is no such process; the test's own time limit ends the wait. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(10);
  }
}

describe('cloud.json', () => {
  const good = {
    pid: 4242,
    endpoint: 'http://127.0.0.1:4000',
    region: 'us-east-1',
    accessKeyId: 'AKID',
    secretAccessKey: 'secret',
    compute: 'containers',
    network: true,
    environments: ['/home/u/miniconda3'],
  };
  it('is read as it was written', () =>
    assert.deepEqual(parseCloudFile(JSON.stringify(good)), { ...good, compute: 'container' }));
  for (const [what, text] of [
    ['nothing', ''],
    ['half a file', '{"pid": 42'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a process that no one may signal', JSON.stringify({ ...good, pid: 1 })],
    ['a group of processes', JSON.stringify({ ...good, pid: -5 })],
    ['another machine', JSON.stringify({ ...good, endpoint: 'http://example.com' })],
    ['a disguised machine', JSON.stringify({ ...good, endpoint: 'http://127.0.0.1@example.com' })],
    ['no secret', JSON.stringify({ ...good, secretAccessKey: undefined })],
  ] as const) {
    it(`is not trusted when it holds ${what}`, () => assert.equal(parseCloudFile(text), undefined));
  }
});

describe('localStateFolder', () => {
  it('follows XDG_STATE_HOME', () => {
    assert.equal(localStateFolder({ XDG_STATE_HOME: '/state' }), '/state/spawn/local');
    assert.match(localStateFolder({ XDG_STATE_HOME: '' }), /\.local\/state\/spawn\/local$/);
  });
});

describe('connectionFor', () => {
  const never = (): never => assert.fail('The local cloud was started for AWS.');
  const local = {
    pid: 2,
    compute: 'process' as const,
    connection: { endpoint: 'http://127.0.0.1:1', region: 'us-east-1' },
  };

  it('leaves to AWS’s own variables what was not set', async () => {
    assert.deepEqual(await connectionFor({ provider: 'aws' }, never), {});
    assert.deepEqual(await connectionFor({ provider: 'aws', profile: 'p', region: 'r' }, never), {
      profile: 'p',
      region: 'r',
    });
  });

  it('starts the local cloud where it is chosen', async () => {
    const start = async () => local;
    assert.deepEqual(await connectionFor({ provider: 'local', profile: 'p' }, start), local.connection);
    assert.deepEqual(await connectionFor({ provider: 'local', region: 'eu-west-1' }, start), {
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-west-1',
    });
  });
});
