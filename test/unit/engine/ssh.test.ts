import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { knownHostLines } from '../../../src/engine/connect/known-hosts';
import { sshArguments } from '../../../src/engine/connect/ssh';

const nothingBack = [
  'ForwardAgent=no',
  'ForwardX11=no',
  'ClearAllForwardings=yes',
  'PermitLocalCommand=no',
].flatMap((option) => ['-o', option]);

describe('sshArguments', () => {
  it('knows the host by its instance id and takes published keys alone', () => {
    const target = { instanceId: 'i-0abc', host: '203.0.113.7', user: 'ec2-user' };
    assert.deepEqual(sshArguments(target), [
      '-o',
      'HostKeyAlias=i-0abc',
      ...nothingBack,
      '-l',
      'ec2-user',
      '--',
      '203.0.113.7',
    ]);
    assert.deepEqual(
      sshArguments({ ...target, identityFile: '/home/a b/key', knownHostsFile: '/home/a b/50%' }),
      [
        '-o',
        'HostKeyAlias=i-0abc',
        ...nothingBack,
        '-o',
        'UserKnownHostsFile="/home/a b/50%%"',
        '-o',
        'GlobalKnownHostsFile=/dev/null',
        '-o',
        'StrictHostKeyChecking=yes',
        '-i',
        '/home/a b/key',
        '-o',
        'IdentitiesOnly=yes',
        ...['id_ed25519', 'id_ecdsa', 'id_rsa'].flatMap((key) => ['-o', `IdentityFile=~/.ssh/${key}`]),
        '-l',
        'ec2-user',
        '--',
        '203.0.113.7',
      ],
    );
  });

  it('never passes a host that ssh would parse as an option', () => {
    const args = sshArguments({ instanceId: 'i-0', host: '-oProxyCommand=reboot', user: 'u' });
    assert.deepEqual(args.slice(-2), ['--', '-oProxyCommand=reboot']);
  });
});

describe('what ssh makes of its arguments', () => {
  it('gives an instance neither agent nor ports, whatever the user’s configuration', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ssh-'));
    try {
      const config = path.join(folder, 'config');
      writeFileSync(
        config,
        'Host *\n  ForwardAgent yes\n  ForwardX11 yes\n  LocalForward 8080 localhost:80\n  RemoteForward 9090 localhost:22\n  PermitLocalCommand yes\n  IdentitiesOnly no\n',
      );
      const words = sshArguments({
        instanceId: 'i-0abc',
        host: '203.0.113.7',
        user: 'ec2-user',
        identityFile: path.join(folder, 'key'),
      });
      const said = execFileSync('ssh', ['-G', '-F', config, ...words], { encoding: 'utf8' });
      const option = (name: string): string | undefined =>
        said.split('\n').find((line) => line.startsWith(`${name} `));
      assert.equal(option('forwardagent'), 'forwardagent no');
      assert.equal(option('forwardx11'), 'forwardx11 no');
      assert.equal(option('clearallforwardings'), 'clearallforwardings yes');
      assert.equal(option('permitlocalcommand'), 'permitlocalcommand no');
      assert.equal(option('identitiesonly'), 'identitiesonly yes');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('knownHostLines', () => {
  it('keeps public keys and nothing else', () => {
    const published = [
      'ssh-ed25519 AAAAC3Nz root@ip-10-0-0-1',
      'ecdsa-sha2-nistp256 AAAAE2Vj',
      '@cert-authority * ssh-rsa AAAA',
      '* ssh-rsa AAAA',
      'ssh-rsa',
      '',
    ].join('\n');
    assert.deepEqual(knownHostLines('i-0abc', published), [
      'i-0abc ssh-ed25519 AAAAC3Nz',
      'i-0abc ecdsa-sha2-nistp256 AAAAE2Vj',
    ]);
  });
});
