import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { forgetHosts, writeHosts } from '../../../src/engine/connect/host-files';

const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

describe('files for ssh', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spawn ssh-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const entry = (alias: string) => ({
    alias,
    instanceId: 'i-0123456789abcdef0',
    host: '203.0.113.7',
    user: 'ec2-user',
    keys: ['i-0123456789abcdef0 ssh-ed25519 AAAA'],
  });

  it('are for this user alone, are included once, and replace those of before', async () => {
    const config = path.join(folder, 'config');
    await writeFile(config, 'Host own\n');
    await writeHosts(folder, 'sweep-a', [entry('one'), entry('two')]);
    await writeHosts(folder, 'sweep-a', [entry('one')]);
    assert.equal(await readFile(config, 'utf8'), 'Include spawn/*.conf\n\nHost own\n');
    const known = path.join(folder, 'spawn', 'sweep-a.known-hosts');
    const hosts = path.join(folder, 'spawn', 'sweep-a.conf');
    assert.equal(await readFile(known, 'utf8'), 'i-0123456789abcdef0 ssh-ed25519 AAAA\n');
    const text = await readFile(hosts, 'utf8');
    assert.deepEqual(text.match(/^Host .*$/gm), ['Host one']);
    assert.ok(text.includes(`UserKnownHostsFile "${known}"`));
    assert.deepEqual(
      await Promise.all([hosts, known, path.join(folder, 'spawn')].map(modeOf)),
      [0o600, 0o600, 0o700],
    );
  });

  it('of sweeps that are over go, and others stay', async () => {
    for (const id of ['sweep-a', 'sweep-b']) await writeHosts(folder, id, [entry(id)]);
    await forgetHosts(folder, (id) => id === 'sweep-a');
    assert.deepEqual((await readdir(path.join(folder, 'spawn'))).sort(), [
      'sweep-b.conf',
      'sweep-b.known-hosts',
    ]);
  });
});
