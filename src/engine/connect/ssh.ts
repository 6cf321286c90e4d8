/** An instance to connect to with `ssh`. */
export interface SshTarget {
  readonly instanceId: string;
  /** Public address or name. */
  readonly host: string;
  /** 22 by default. */
  readonly port?: number;
  /** The login user of the instance's image: `ec2-user` on Amazon Linux. */
  readonly user: string;
  /** Private key; without it, ssh offers its own keys. */
  readonly identityFile?: string;
  /** File with the keys that the instance published (`knownHostLines`); without it, ssh asks whether to trust the host. */
  readonly knownHostsFile?: string;
}

/** Arguments of `ssh`, to be passed as a list and never through a shell. */
export const sshArguments = (target: SshTarget): readonly string[] => [
  ...sshOptions(target),
  ...['-l', target.user, '--', target.host],
];

/** Options that `ssh` and `scp` share. The host is identified by its instance ID, since addresses are assigned to other instances later. */
export function sshOptions({ identityFile, instanceId, knownHostsFile, port }: SshTarget): readonly string[] {
  return [
    ...['-o', `HostKeyAlias=${instanceId}`],
    ...nothingBack.flatMap((option) => ['-o', option]),
    // The short option of `ssh` differs from that of `scp`.
    ...(port === undefined ? [] : ['-o', `Port=${port}`]),
    ...(knownHostsFile === undefined
      ? []
      : [
          ...['-o', `UserKnownHostsFile=${quoted(knownHostsFile)}`, '-o', 'GlobalKnownHostsFile=/dev/null'],
          ...['-o', 'StrictHostKeyChecking=yes'],
        ]),
    ...(identityFile === undefined
      ? []
      : [
          '-i',
          identityFile,
          '-o',
          'IdentitiesOnly=yes',
          ...usualKeys.flatMap((key) => ['-o', `IdentityFile=${key}`]),
        ]),
  ];
}

/**
 * Overrides the user's own configuration: an instance runs other people's scripts, so it gets neither the user's agent
 * nor a connection back to this machine. ssh uses the first value of an option, and the command line has priority.
 */
const nothingBack: readonly string[] = [
  'ForwardAgent=no',
  'ForwardX11=no',
  'ClearAllForwardings=yes',
  'PermitLocalCommand=no',
];

/** An explicit key replaces those that ssh offers by default, and one of these can be that of `key_name`. Missing files are ignored. */
export const usualKeys: readonly string[] = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map(
  (name) => `~/.ssh/${name}`,
);

/** A path as a value in ssh's configuration (man ssh_config): in quotes, with doubled percent signs. */
const quoted = (path: string): string => `"${path.replaceAll('%', '%%')}"`;
