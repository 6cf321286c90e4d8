import path from 'node:path';
import type { HostEntry } from '../engine/connect/host-files';
import { keyIn } from '../engine/connect/key';
import { knownHostsPath } from '../engine/connect/known-hosts';
import { hostAlias } from '../engine/connect/ssh-config';
import type { Engine } from '../engine/engine';
import type { Instance } from '../engine/ports';
import { stateFolder } from '../engine/state-folder';
import { loginUserFor } from './login-user';
import { connectionSettings, type GlobalOptions } from './options';
import type { Terminal } from './terminal';

export interface EntryOptions extends GlobalOptions {
  /** Whom to log in as; by default whom each instance's image is for. */
  readonly user?: string;
}

/** An entry, with the sweep whose file it goes to. */
export interface SweepEntry extends HostEntry {
  readonly sweepId: string;
}

/** Entries of ssh's configuration for those wanted of the instances that run; each connection goes through `spawn ssh-proxy`. */
export async function entriesOf(
  engine: Pick<Engine, 'loginUser'>,
  at: {
    readonly instances: readonly Instance[];
    readonly wanted: readonly Instance[];
    readonly region: string;
  },
  options: EntryOptions,
  terminal: Terminal,
): Promise<readonly SweepEntry[]> {
  const folder = stateFolder(terminal.environment);
  const key = await keyIn(path.join(folder, 'ssh'));
  const running = at.instances.filter(isReachable).sort(inOrderOfFiles);
  const wanted = new Set(at.wanted);
  const entries: SweepEntry[] = [];
  for (const instance of running.filter((one) => wanted.has(one))) {
    // One after the other: the user is asked once for an unknown image.
    const user = await loginUserFor(engine, instance, options, terminal);
    const known = knownHostsPath(path.join(folder, 'known-hosts'), instance);
    entries.push({
      ...namesOf(instance, running),
      instanceId: instance.id,
      host: instance.publicIp ?? '',
      user,
      proxy: proxyWords(instance.id, { ...options, user }, at.region, terminal),
      keys: [],
      ...(known === undefined ? {} : { knownHostsFile: known }),
      ...(key === undefined ? {} : { identityFile: key.identityFile }),
    });
  }
  return entries;
}

/** Running, at an address, and of a sweep whose name is that of a file. */
export const isReachable = ({ publicIp, state, tags }: Instance): boolean =>
  state === 'running' && publicIp !== undefined && /^[\w-][\w.-]*$/.test(tags['sweep:id'] ?? '');

/** EC2 lists instances in no order. */
const inOrderOfFiles = ({ tags: one }: Instance, { tags: other }: Instance): number =>
  (one['sweep:id'] ?? '').localeCompare(other['sweep:id'] ?? '') ||
  Number(one['sweep:index']) - Number(other['sweep:index']);

/** What an instance is called: by its run's name alone where no other one that runs has it. */
function namesOf(
  { id, publicIp, tags }: Instance,
  all: readonly Instance[],
): Pick<SweepEntry, 'alias' | 'names' | 'sweepId'> {
  const { Name: name = '', 'sweep:id': sweepId = '' } = tags;
  const others = all.some((other) => other.id !== id && other.tags['Name'] === name);
  return {
    sweepId,
    alias: hostAlias(name, sweepId),
    names: [...(others ? [] : [name]), id, ...(publicIp === undefined ? [] : [publicIp])],
  };
}

/** The command line of `ssh-proxy`, which has to find the same cloud in whatever terminal or editor ssh is run. */
function proxyWords(
  id: string,
  options: EntryOptions & { readonly user: string },
  region: string,
  terminal: Terminal,
): readonly string[] {
  const { profile = terminal.environment['AWS_PROFILE'], provider } = connectionSettings(options, terminal);
  const launcher = terminal.environment['SPAWN_LAUNCHER'];
  return [
    // An update of the editor moves the rest, and what it comes with may be no Node.
    ...(launcher ? [launcher] : [process.execPath, path.join(terminal.programFolder, 'cli.js')]),
    ...['ssh-proxy', id],
    ...['--user', options.user, '--provider', provider, '--region', region],
    ...(provider === 'local' || profile === undefined ? [] : ['--profile', profile]),
  ];
}
