import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hostAlias, sshConfigText, withInclude } from '../../../src/engine/connect/ssh-config';

const sweepId = 'sweep-lr-20260127-101500';
const target = {
  alias: `a.${sweepId}`,
  instanceId: 'i-0123456789abcdef0',
  host: '203.0.113.7',
  user: 'ec2-user',
} as const;

describe('entries of ssh', () => {
  it('know the host by its instance, and check the keys that it published', () => {
    const knownHostsFile = '/home/a b/100%/known';
    assert.equal(
      sshConfigText([{ ...target, knownHostsFile, identityFile: '/k' }]),
      `Host a.${sweepId}
    HostName 203.0.113.7
    User ec2-user
    HostKeyAlias i-0123456789abcdef0
    ForwardAgent no
    ForwardX11 no
    UserKnownHostsFile "/home/a b/100%%/known"
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    IdentityFile "/k"
    IdentitiesOnly yes
    IdentityFile ~/.ssh/id_ed25519
    IdentityFile ~/.ssh/id_ecdsa
    IdentityFile ~/.ssh/id_rsa
`,
    );
  });

  it('have unique names', () => {
    const text = sshConfigText([target, { ...target, instanceId: 'i-1' }]);
    assert.deepEqual(text.match(/^Host .*$/gm), [`Host a.${sweepId}`, `Host a.${sweepId}.i-1`]);
  });

  it('may go through a program that carries the connection, under further names', () => {
    const proxy = ['/opt/my node', '/a/100%/cli.js', 'ssh-proxy', target.instanceId];
    const names = ['a', target.instanceId, target.host];
    assert.equal(
      sshConfigText([{ ...target, port: 2222, names, proxy }]),
      `Host a.${sweepId} a ${target.instanceId} 203.0.113.7
    ProxyCommand '/opt/my node' /a/100%%/cli.js ssh-proxy ${target.instanceId}
    User ec2-user
    HostKeyAlias ${target.instanceId}
    ForwardAgent no
    ForwardX11 no
`,
    );
    const strange = ['*', '-oProxyCommand=x', 'b c', 'x\nHost *', '!a', 'ok'];
    assert.match(sshConfigText([{ ...target, names: strange }]), new RegExp(`^Host a.${sweepId} ok$`, 'm'));
  });

  it('leave out values that would change meaning there', () => {
    assert.equal(sshConfigText([{ ...target, host: '1.2.3.4\nProxyCommand evil' }]), '');
    assert.equal(sshConfigText([{ ...target, instanceId: 'i-0 x' }]), '');
    assert.equal(sshConfigText([{ ...target, user: '-oProxyCommand=x' }]), '');
    assert.doesNotMatch(sshConfigText([{ ...target, identityFile: '/a"\nProxyCommand evil' }]), /evil/);
  });

  it('are one word under any name of a run', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) =>
        /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(hostAlias(name, sweepId)),
      ),
    );
    assert.equal(hostAlias('-lr *0.1!', sweepId), `lr-0.1.${sweepId}`);
  });
});

describe('the configuration of ssh', () => {
  it('gets the line in front, once, and keeps all it had', () => {
    assert.equal(withInclude(''), 'Include spawn/*.conf\n');
    const config = 'Host x\r\n  User y\r\n';
    const changed = withInclude(config);
    assert.equal(changed, `Include spawn/*.conf\n\n${config}`);
    assert.equal(withInclude(changed ?? ''), undefined);
    assert.notEqual(withInclude('# Include spawn/*.conf\n'), undefined);
  });
});
