import assert from 'node:assert/strict';
import { knownHostLines } from '../../../src/engine/connect/known-hosts';
import { sshArguments } from '../../../src/engine/connect/ssh';

describe('sshArguments', () => {
  it('knows the host by its instance id and takes published keys alone', () => {
    const target = { instanceId: 'i-0abc', host: '203.0.113.7', user: 'ec2-user' };
    assert.deepEqual(sshArguments(target), [
      '-o',
      'HostKeyAlias=i-0abc',
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

  it('lets no host be taken for an option', () => {
    const args = sshArguments({ instanceId: 'i-0', host: '-oProxyCommand=reboot', user: 'u' });
    assert.deepEqual(args.slice(-2), ['--', '-oProxyCommand=reboot']);
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
