/** An instance that `ssh` is to reach. */
export interface SshTarget {
  readonly instanceId: string;
  /** Public address or name. */
  readonly host: string;
  /** `ec2-user` on Amazon Linux. */
  readonly user: string;
  /** Private key; without it ssh offers those it knows. */
  readonly identityFile?: string;
  /** File with the keys that the instance published (`knownHostLines`); without it ssh asks whether to trust what it meets. */
  readonly knownHostsFile?: string;
}

/**
 * Arguments of `ssh`, to be handed over as a list and never through a shell. The host is known by its instance id, since
 * addresses are given to other instances later.
 */
export function sshArguments(target: SshTarget): readonly string[] {
  const { host, identityFile, instanceId, knownHostsFile, user } = target;
  return [
    ...['-o', `HostKeyAlias=${instanceId}`],
    ...(knownHostsFile === undefined
      ? []
      : [
          ...['-o', `UserKnownHostsFile=${quoted(knownHostsFile)}`, '-o', 'GlobalKnownHostsFile=/dev/null'],
          ...['-o', 'StrictHostKeyChecking=yes'],
        ]),
    ...(identityFile === undefined ? [] : ['-i', identityFile, '-o', 'IdentitiesOnly=yes']),
    ...['-l', user, '--', host],
  ];
}

/** A path as a value in ssh's configuration (man ssh_config): in quotes, a percent sign doubled. */
const quoted = (path: string): string => `"${path.replaceAll('%', '%%')}"`;

const publicKey = /^((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})(?:\s|$)/;

/** Lines of a known-hosts file from `host-key.pub`; what is no public key is left out, and so are comments. */
export function knownHostLines(instanceId: string, published: string): readonly string[] {
  return published.split('\n').flatMap((line) => {
    const [, type, key] = publicKey.exec(line.trim()) ?? [];
    return type === undefined || key === undefined ? [] : [`${instanceId} ${type} ${key}`];
  });
}
