/** An instance that `ssh` is to reach. */
export interface SshTarget {
  readonly instanceId: string;
  /** Public address or name. */
  readonly host: string;
  /** 22 by default. */
  readonly port?: number;
  /** Whom the instance's image lets log in: `ec2-user` on Amazon Linux. */
  readonly user: string;
  /** Private key; without it ssh offers those it knows. */
  readonly identityFile?: string;
  /** File with the keys that the instance published (`knownHostLines`); without it ssh asks whether to trust what it meets. */
  readonly knownHostsFile?: string;
}

/** Arguments of `ssh`, to be handed over as a list and never through a shell. */
export const sshArguments = (target: SshTarget): readonly string[] => [
  ...sshOptions(target),
  ...['-l', target.user, '--', target.host],
];

/**
 * The options that `ssh` and `scp` share. The host is known by its instance id, since addresses are given to other
 * instances later.
 */
export function sshOptions({ identityFile, instanceId, knownHostsFile, port }: SshTarget): readonly string[] {
  return [
    ...['-o', `HostKeyAlias=${instanceId}`],
    ...nothingBack.flatMap((option) => ['-o', option]),
    // Its short form is another one for `ssh` than for `scp`.
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
 * Overrides the user's own configuration: an instance runs other people's scripts, so it gets neither the user's agent nor a
 * connection back to this machine. ssh uses the first value of an option, and the command line comes first.
 */
const nothingBack: readonly string[] = [
  'ForwardAgent=no',
  'ForwardX11=no',
  'ClearAllForwardings=yes',
  'PermitLocalCommand=no',
];

/** A key that is named hides those that ssh offers by itself, and `key_name` may be one of them. Missing ones are passed over. */
export const usualKeys: readonly string[] = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map(
  (name) => `~/.ssh/${name}`,
);

/** A path as a value in ssh's configuration (man ssh_config): in quotes, a percent sign doubled. */
const quoted = (path: string): string => `"${path.replaceAll('%', '%%')}"`;
