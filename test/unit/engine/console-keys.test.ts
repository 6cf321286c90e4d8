import assert from 'node:assert/strict';
import { consoleHostKeys, keysOnConsole } from '../../../src/engine/connect/console-keys';
import { Failure } from '../../../src/engine/failure';

const block = (...lines: readonly string[]): string =>
  ['-----BEGIN SSH HOST KEY KEYS-----', ...lines, '-----END SSH HOST KEY KEYS-----'].join('\r\n');

describe('host keys on the console', () => {
  it('are those of the first whole block, whatever is around them', () => {
    const boot = block(
      'ci-info: ssh-ed25519 AAAAC3Nz root@ip-10-0-0-1',
      'noise',
      'ecdsa-sha2-nistp256 AAAAE2Vj root@x',
    );
    const output = `[    1.0] Linux\r\n${boot}\r\nrun\r\n${block('ssh-ed25519 FORGED x')}\n`;
    assert.equal(consoleHostKeys(output), 'ssh-ed25519 AAAAC3Nz\necdsa-sha2-nistp256 AAAAE2Vj\n');
  });

  it('are empty without a block, or none in it', () => {
    for (const output of [
      '',
      'ssh-ed25519 AAAA',
      '-----BEGIN SSH HOST KEY KEYS-----\nssh-rsa AAAA',
      block('x'),
    ])
      assert.equal(consoleHostKeys(output), undefined);
  });

  it('are looked for at the start where the end has scrolled past them, and left out where no one may look', async () => {
    const asked: string[] = [];
    const found = await keysOnConsole(
      {
        consoleOutput: async (id, which) => {
          asked.push(`${id} ${which}`);
          return which === 'boot' ? block('ssh-rsa AAAA x') : 'epoch 1\n';
        },
      },
      'i-1',
    );
    assert.deepEqual([found, asked], ['ssh-rsa AAAA\n', ['i-1 latest', 'i-1 boot']]);
    const denied = new Failure('permission', 'UnauthorizedOperation', 'No.');
    assert.equal(await keysOnConsole({ consoleOutput: () => Promise.reject(denied) }, 'i-1'), undefined);
  });
});
