import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keyIn } from '../../../src/engine/connect/key';
import { rememberLoginUser } from '../../../src/engine/connect/login-user';
import { openSshRoute } from '../../../src/engine/connect/ssh-route';
import type { Engine } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import { instanceOf } from '../../sample-instance';

const instance = instanceOf({
  publicIp: '203.0.113.7',
  tags: { Name: 'baseline', 'sweep:id': 'sweep-lr-20260127-101500' },
});

/** What was asked of the engine, in order. */
type Asked = readonly [string, ...unknown[]];

describe('the ssh route', () => {
  let folder = '';
  let asked: Asked[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spawn way-'));
    asked = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const engine = (
    answers: { readonly keys?: string | Failure; readonly opening?: Failure; readonly user?: string } = {},
  ): Pick<Engine, 'hostKeys' | 'loginUser' | 'openSsh'> => ({
    loginUser: async () => answers.user,
    hostKeys: async (...words) => {
      asked.push(['hostKeys', ...words.slice(0, 2)]);
      if (answers.keys instanceof Failure) throw answers.keys;
      return answers.keys;
    },
    openSsh: async ({ id }, login) => {
      asked.push(['openSsh', id, login]);
      if (answers.opening !== undefined) throw answers.opening;
    },
  });

  it('is that of the image, otherwise the user’s answer, otherwise the most common user', async () => {
    const other = { ...instance, imageId: 'ami-0abc' };
    const userOf = async (user: string | undefined, wanted?: string): Promise<string> => {
      const login = { folder, ...(wanted === undefined ? {} : { user: wanted }) };
      return (await openSshRoute(engine(user === undefined ? {} : { user }), other, login)).ssh.user;
    };
    assert.equal(await userOf('ubuntu'), 'ubuntu');
    assert.equal(await userOf('ubuntu', 'ada'), 'ada');
    assert.equal(await userOf(undefined), 'ec2-user');
    await rememberLoginUser(folder, { ...instance, imageId: 'ami-0def' }, 'grace');
    assert.equal(await userOf(undefined), 'ec2-user');
    await rememberLoginUser(folder, other, 'ada');
    assert.equal(await userOf(undefined), 'ada');
    assert.equal(await userOf('ubuntu'), 'ubuntu');
    // What could be an option of ssh is no name.
    await rememberLoginUser(folder, other, '-oProxyCommand=x');
    assert.equal(await userOf(undefined), 'ada');
    await writeFile(path.join(folder, 'login-users.json'), '{"ami-0abc": "-v"');
    assert.equal(await userOf(undefined), 'ec2-user');
    await writeFile(path.join(folder, 'login-users.json'), '{"ami-0abc": "-v"}');
    assert.equal(await userOf(undefined), 'ec2-user');
  });

  it('is opened for this address and a separate key, and knows the host by what it published', async () => {
    const way = await openSshRoute(engine({ keys: 'ssh-ed25519 AAAA root@host\n' }), instance, { folder });
    const key = await keyIn(path.join(folder, 'ssh'));
    const knownHostsFile = path.join(folder, 'known-hosts', 'sweep-lr-20260127-101500', instance.id);
    assert.deepEqual(way, {
      ssh: {
        instanceId: instance.id,
        host: '203.0.113.7',
        user: 'ec2-user',
        knownHostsFile,
        identityFile: key?.identityFile,
      },
      keys: [`${instance.id} ssh-ed25519 AAAA`],
    });
    assert.deepEqual(asked, [
      ['hostKeys', 'sweep-lr-20260127-101500', 'baseline'],
      ['openSsh', instance.id, { user: 'ec2-user', publicKey: key?.publicKey }],
    ]);
    assert.equal(await readFile(knownHostsFile, 'utf8'), `${instance.id} ssh-ed25519 AAAA\n`);
    assert.equal((await stat(knownHostsFile)).mode & 0o777, 0o600);
  });

  it("takes the user's own key, and sends none for it", async () => {
    const login = { folder, user: 'ubuntu', identityFile: '/home/me/key' };
    const { ssh } = await openSshRoute(engine(), instance, login);
    assert.deepEqual(ssh, {
      instanceId: instance.id,
      host: '203.0.113.7',
      user: 'ubuntu',
      identityFile: '/home/me/key',
    });
    assert.deepEqual(asked.at(-1), ['openSsh', instance.id, { user: 'ubuntu' }]);
  });

  it('is tried even if it could not be opened, with the reason', async () => {
    const opening = new Failure('permission', 'UnauthorizedOperation', 'You may not.');
    const way = await openSshRoute(engine({ opening }), instance, { folder });
    assert.deepEqual(way, {
      ssh: { instanceId: instance.id, host: '203.0.113.7', user: 'ec2-user' },
      keys: [],
      note: "The connection to baseline couldn't be prepared, and SSH might fail: You may not.",
    });
  });

  it('takes keys of no sweep whose record is gone, or whose id is a path', async () => {
    const gone = new Failure('not-found', 'NoSuchSweep', 'There is no such sweep.');
    assert.deepEqual((await openSshRoute(engine({ keys: gone }), instance, { folder })).keys, []);
    const elsewhere = { ...instance, tags: { ...instance.tags, 'sweep:id': '../..' } };
    assert.deepEqual((await openSshRoute(engine({ keys: 'ssh-rsa AA' }), elsewhere, { folder })).keys, []);
    assert.deepEqual(await readdir(folder), ['ssh']);
  });

  it('leads to no instance that does not run', async () => {
    for (const [change, code] of [
      [{ state: 'stopped' }, 'NotRunning'],
      [{ state: 'hibernating-sideways' }, 'NotRunning'],
    ] as const) {
      await assert.rejects(openSshRoute(engine(), { ...instance, ...change }, { folder }), { code });
    }
    assert.deepEqual(asked, []);
  });

  it('has one key, for this user alone, regardless of which process creates it first', async () => {
    const keys = path.join(folder, 'keys');
    const [key, ...others] = await Promise.all(Array.from({ length: 4 }, () => keyIn(keys)));
    assert.ok(key !== undefined);
    assert.match(key.publicKey, /^ssh-ed25519 [A-Za-z0-9+/=]+ spawn$/);
    assert.equal((await stat(key.identityFile)).mode & 0o777, 0o600);
    assert.deepEqual(others, [key, key, key]);
    assert.deepEqual(await readdir(folder), ['keys']);
  });
});
