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
  /** The login user; by default, that of each instance's image. */
  readonly user?: string;
}

/** An entry, with the sweep that determines its file. */
export interface SweepEntry extends HostEntry {
  readonly sweepId: string;
}

/** Entries of ssh's configuration for the selected running instances; each connection uses `spawn ssh-proxy`. */
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
    // One after the other: the user is asked once for each unknown image.
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

/** Running, with an address, and of a sweep whose name is a valid file name. */
export const isReachable = ({ publicIp, state, tags }: Instance): boolean =>
  state === 'running' && publicIp !== undefined && /^[\w-][\w.-]*$/.test(tags['sweep:id'] ?? '');

/** EC2 returns instances in no particular order. */
const inOrderOfFiles = ({ tags: one }: Instance, { tags: other }: Instance): number =>
  (one['sweep:id'] ?? '').localeCompare(other['sweep:id'] ?? '') ||
  Number(one['sweep:index']) - Number(other['sweep:index']);

/** The name of an instance: only its run's name if no other running instance has it. */
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

/** The command line of `ssh-proxy`, which has to find the same cloud in any terminal or editor that runs ssh. */
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
