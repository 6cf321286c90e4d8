import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { utils } from 'ssh2';
import { newHostKey } from '../../../src/local/ssh/host-key';

describe('the host key of an instance', () => {
  it('can be read, whatever its numbers are', () => {
    const seen = new Set<string>();
    for (let round = 0; round < 2_000; round++) {
      const { privateKey, publicKey } = newHostKey('ip-172-31-0-1.ec2.internal');
      const parsed = utils.parseKey(privateKey);
      assert.ok(!(parsed instanceof Error), privateKey);
      assert.equal(parsed.getPublicSSH().toString('base64'), publicKey.split(' ')[1]);
      seen.add(publicKey);
    }
    assert.equal(seen.size, 2_000);
  });

  it('is one for OpenSSH', function () {
    const folder = mkdtempSync(path.join(tmpdir(), 'host-key-'));
    try {
      const { privateKey, publicKey } = newHostKey('host');
      const file = path.join(folder, 'key');
      writeFileSync(file, privateKey, { mode: 0o600 });
      const read = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' });
      assert.equal(read.trim(), publicKey);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') this.skip();
      throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
