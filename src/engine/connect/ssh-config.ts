import { isIP } from 'node:net';
import { shellWord } from './shell-word';
import { type SshTarget, usualKeys } from './ssh';

/** The line that includes Spawn's entries in ssh's configuration. Relative to `~/.ssh` (man ssh_config). */
const includeLine = 'Include spawn/*.conf';

/**
 * A name for an instance in ssh's configuration, `baseline.sweep-lr-20260127-101500`: without characters that ssh would
 * parse as a pattern, an option, or the end of a word.
 */
export function hostAlias(runName: string, sweepId: string): string {
  const name = runName
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 64);
  return name === '' ? sweepId : `${name}.${sweepId}`;
}

/** An instance in ssh's configuration. */
export interface ConfigTarget extends SshTarget {
  readonly alias: string;
  /** Additional names: the instance's ID, its address, its run's name. */
  readonly names?: readonly string[];
  /**
   * A program that every connection runs as its proxy, and that first authorizes this machine and its key. Without one,
   * ssh connects to the address itself.
   */
  readonly proxy?: readonly string[];
}

/** Instances as entries of ssh's configuration, each with unique names. Values that aren't safe there are omitted. */
export function sshConfigText(targets: readonly ConfigTarget[]): string {
  const taken = new Set<string>();
  const blocks = targets.flatMap((target) => {
    if (isIP(target.host) === 0 || !/^i-[0-9a-f]+$/.test(target.instanceId)) return [];
    if (!/^[a-z_][a-z0-9_-]*$/.test(target.user)) return [];
    const alias = taken.has(target.alias) ? `${target.alias}.${target.instanceId}` : target.alias;
    const names = [alias, ...(target.names ?? [])].filter((name) => isHostName(name) && !taken.has(name));
    for (const name of names) taken.add(name);
    const options = [
      ...wayOptions(target),
      `User ${target.user}`,
      `HostKeyAlias ${target.instanceId}`,
      // An instance runs other people's scripts. Port forwarding is allowed here, since this is the user's own ssh.
      'ForwardAgent no',
      'ForwardX11 no',
      ...pathOption('UserKnownHostsFile', target.knownHostsFile),
      ...(target.knownHostsFile === undefined
        ? []
        : ['GlobalKnownHostsFile /dev/null', 'StrictHostKeyChecking yes']),
      ...pathOption('IdentityFile', target.identityFile),
      ...(target.identityFile === undefined
        ? []
        : ['IdentitiesOnly yes', ...usualKeys.map((key) => `IdentityFile ${key}`)]),
    ];
    return [`Host ${names.join(' ')}\n${options.map((option) => `    ${option}\n`).join('')}`];
  });
  return blocks.join('\n');
}

function wayOptions({ host, port, proxy }: ConfigTarget): readonly string[] {
  if (proxy === undefined) return [`HostName ${host}`, ...(port === undefined ? [] : [`Port ${port}`])];
  const command = proxy.map((word) => shellWord(word).replaceAll('%', '%%')).join(' ');
  return /[\r\n]/.test(command) ? [] : [`ProxyCommand ${command}`];
}

/** Values that ssh parses neither as a pattern nor as an option. */
const isHostName = (name: string): boolean => /^[A-Za-z0-9_][\w.:-]*$/.test(name);

/**
 * `~/.ssh/config` with the line that includes Spawn's entries at its start, since it applies to no host alone;
 * undefined if it already has the line.
 */
export function withInclude(config: string): string | undefined {
  const has = config.split(/\r?\n/).some((line) => line.trim() === includeLine);
  return has ? undefined : `${includeLine}\n${config === '' ? '' : `\n${config}`}`;
}

/** A path in quotes; ssh can't represent a quote or a line break in one. */
function pathOption(name: string, path: string | undefined): readonly string[] {
  if (path === undefined || /["\r\n\\]/.test(path)) return [];
  return [`${name} "${path.replaceAll('%', '%%')}"`];
}
