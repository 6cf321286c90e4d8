import { execFile } from 'node:child_process';
import { lstat, readlink } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Environments, environmentsOf, NoEnvironment } from './environments';
import { inspectKeyrings, type Keyrings } from './keyring';
import { programFolders } from './sandbox';
import { hasUserScopes } from './user-scope';

const run = promisify(execFile);

/** A user ID that no account has, under which instances run if root runs the cloud. */
const unprivilegedId = 1_879_048_192;

/** The resources of this computer for instances. */
export interface Host extends Keyrings {
  readonly bwrap: string;
  readonly sizedTmpfs: boolean;
  /** User IDs to run instances under, one each; undefined to use the current user. */
  readonly uidBase: number | undefined;
  readonly visible: readonly string[];
  readonly links: readonly (readonly [target: string, link: string])[];
  readonly environments: Environments;
  readonly memoryBytes: number;
  readonly cores: number;
  /** Whether systemd creates control groups for the instances of an ordinary user. */
  readonly hasUserScopes: boolean;
}

/** Why no instance can run here, as a sentence for the user. */
class NoSandbox extends Error {}

/**
 * Examines the computer, and tests whether a sandbox works.
 * @param wanted folders with the user's own programs. @throws NoSandbox, NoEnvironment
 */
export async function inspectHost(wanted: readonly string[]): Promise<Host> {
  if (process.platform !== 'linux')
    throw new NoSandbox(
      'The local cloud needs Linux: its instances are Linux namespaces. On other systems, use provider "aws".',
    );
  const help = await helpOf('bwrap');
  const { visible, links } = await programTree();
  const host = {
    bwrap: 'bwrap',
    sizedTmpfs: help.includes('--size'),
    visible,
    links,
    environments: await environmentsOf(wanted, visible),
    memoryBytes: totalmem(),
    ...inspectKeyrings(await isThere('perl')),
    cores: cpus().length,
    hasUserScopes: process.getuid?.() !== 0 && (await hasUserScopes()),
  };
  const candidates = process.getuid?.() === 0 ? [unprivilegedId, undefined] : [undefined];
  let why = '';
  for (const uidBase of candidates) {
    try {
      await probe(uidBase, visible, links);
      await probeEnvironments(uidBase, host);
      return { ...host, uidBase };
    } catch (error) {
      if (error instanceof NoEnvironment) throw error;
      why =
        error instanceof Error
          ? (error.message.split('\n').find((line) => line.startsWith('bwrap')) ?? error.message)
          : String(error);
    }
  }
  throw new NoSandbox(
    `The local cloud cannot run instances here, because this system does not allow user namespaces (${why.trim()}). Allow them with: sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0`,
  );
}

async function isThere(program: string): Promise<boolean> {
  return run(program, ['-v']).then(
    () => true,
    () => false,
  );
}

async function helpOf(program: string): Promise<string> {
  try {
    return (await run(program, ['--help'])).stdout;
  } catch {
    throw new NoSandbox(
      'The local cloud needs bubblewrap, which is not installed. Install it with: apt-get install bubblewrap (or: dnf install bubblewrap)',
    );
  }
}

async function probe(
  uid: number | undefined,
  visible: readonly string[],
  links: Host['links'],
  ...command: readonly string[]
): Promise<void> {
  const binds = visible.flatMap((folder) => ['--ro-bind', folder, folder]);
  const symlinks = links.flatMap(([target, link]) => ['--symlink', target, link]);
  const spaces = [
    '--unshare-user',
    '--unshare-pid',
    '--unshare-net',
    '--uid',
    '0',
    '--gid',
    '0',
    '--proc',
    '/proc',
  ];
  const words = command.length === 0 ? ['true'] : command;
  await run(
    'bwrap',
    [...spaces, ...binds, ...symlinks, ...words],
    uid === undefined ? {} : { uid, gid: uid },
  );
}

/** Instances can run under other users, who may not be able to read everything that this user can. @throws NoEnvironment */
async function probeEnvironments(
  uid: number | undefined,
  { environments, links, visible }: Pick<Host, 'environments' | 'links' | 'visible'>,
): Promise<void> {
  for (const [index, folder] of environments.bins.entries()) {
    const folders = [...visible, ...environments.folders];
    await probe(uid, folders, links, path.join(folder, 'python3'), '-c', '').catch((cause: unknown) => {
      const why =
        uid === undefined
          ? 'its Python does not start there'
          : 'they run under users of their own, who may not read it';
      throw new NoEnvironment(
        `Instances cannot use ${environments.folders[index] ?? folder}: ${why}. Let everybody read the folder and the ones above it (chmod o+rx), or start the local cloud as an ordinary user.`,
        { cause },
      );
    });
  }
}

/** Which of the program folders are folders here, and which are links, as /bin is on a merged /usr. */
async function programTree(): Promise<Pick<Host, 'visible' | 'links'>> {
  const visible: string[] = [];
  const links: [string, string][] = [];
  for (const folder of programFolders) {
    const stat = await lstat(folder).catch(() => undefined);
    if (stat?.isSymbolicLink()) links.push([await readlink(folder), folder]);
    else if (stat?.isDirectory()) visible.push(folder);
  }
  return { visible, links };
}
