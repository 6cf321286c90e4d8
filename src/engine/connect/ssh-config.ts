import { isIP } from 'node:net';
import { shellWord } from './shell-word';
import { type SshTarget, usualKeys } from './ssh';

/** The line that makes ssh read what Spawn writes. Relative to `~/.ssh` (man ssh_config). */
const includeLine = 'Include spawn/*.conf';

/**
 * A name for an instance in ssh's configuration, `baseline.sweep-lr-20260127-101500`: free of what ssh would take for a
 * pattern, an option or the end of a word.
 */
export function hostAlias(runName: string, sweepId: string): string {
  const name = runName
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 64);
  return name === '' ? sweepId : `${name}.${sweepId}`;
}

/** An instance as ssh's configuration is to know it. */
export interface ConfigTarget extends SshTarget {
  readonly alias: string;
  /** Further names: the instance's id, its address, its run's name. */
  readonly names?: readonly string[];
  /**
   * A program that carries the connection, and lets this machine and its key in first; each connection runs it. Without one,
   * ssh goes to the address by itself.
   */
  readonly proxy?: readonly string[];
}

/** Instances as entries of ssh's configuration, each with unique names. Values that aren't safe there are left out. */
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
      // An instance runs other people's scripts. Ports may be forwarded here: this is the user's own ssh.
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

/** What ssh takes neither for a pattern nor for an option. */
const isHostName = (name: string): boolean => /^[A-Za-z0-9_][\w.:-]*$/.test(name);

/** `~/.ssh/config` with what makes ssh read Spawn's entries, in front, since it holds for no host alone; undefined: it has it. */
export function withInclude(config: string): string | undefined {
  const has = config.split(/\r?\n/).some((line) => line.trim() === includeLine);
  return has ? undefined : `${includeLine}\n${config === '' ? '' : `\n${config}`}`;
}

/** A path in quotes; ssh has no way to write a quote or a line's end in one. */
function pathOption(name: string, path: string | undefined): readonly string[] {
  if (path === undefined || /["\r\n\\]/.test(path)) return [];
  return [`${name} "${path.replaceAll('%', '%%')}"`];
}
