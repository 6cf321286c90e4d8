/** The layout of a sandbox. */
export interface SandboxLayout {
  readonly hostname: string;
  /** Total bytes of everything that the instance can write. */
  readonly diskBytes: number;
  /** Folders of the host that an instance can read; missing ones are skipped. */
  readonly visible: readonly string[];
  /** Folders with the user's own programs, also read-only. */
  readonly environments: readonly string[];
  /** Symbolic links at the root, such as `/bin` to `usr/bin`. */
  readonly links: readonly (readonly [target: string, link: string])[];
  /** Files that are passed by descriptors, with their paths. */
  readonly files: readonly { readonly descriptor: number; readonly path: string }[];
  /** Descriptor on which bubblewrap reports the process id of the sandbox. */
  readonly infoDescriptor: number;
  /** Descriptor from which it reads the filter of system calls; undefined if there is none for this processor. */
  readonly filterDescriptor: number | undefined;
  /** Files of /proc that aren't per namespace and appear empty inside. */
  readonly masked: readonly string[];
  /** Whether this bubblewrap can limit the size of a tmpfs. */
  readonly sizedTmpfs: boolean;
}

/** Size of `/usr/local` and `/dev/shm` together, as a share of the rest. */
export const smallDisks = 1 / 2;

/** Folder of the cloud's own files inside an instance. */
export const guestHome = '/run/local-cloud';

/** Capabilities of root in an instance for its own resources. They don't apply outside its namespaces. */
const capabilities = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETUID',
  'CAP_SETGID',
  'CAP_SYS_CHROOT',
  'CAP_SYS_NICE',
];

/** Arguments of `bwrap` for a sandbox that runs the boot program. */
export function sandboxArguments(layout: SandboxLayout): string[] {
  const sized = (bytes: number) => (layout.sizedTmpfs ? ['--size', String(Math.floor(bytes))] : []);
  const size = sized(layout.diskBytes);
  const small = sized((layout.diskBytes * smallDisks) / 2);
  return [
    '--die-with-parent',
    '--new-session',
    '--unshare-user',
    '--unshare-pid',
    '--unshare-net',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    ...['--uid', '0', '--gid', '0', '--hostname', layout.hostname],
    ...capabilities.flatMap((capability) => ['--cap-add', capability]),
    // One file system for everything that is written, so that one limit applies to all of it.
    ...size,
    ...['--tmpfs', '/'],
    ...layout.visible.flatMap((folder) => ['--ro-bind-try', folder, folder]),
    ...layout.links.flatMap(([target, link]) => ['--symlink', target, link]),
    ...['/tmp', '/var', '/home', '/root', '/run', '/etc', guestHome, `${guestHome}/programs`].flatMap(
      (folder) => ['--dir', folder],
    ),
    ...layout.environments.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...['--ro-bind-try', '/var/lib/dpkg', '/var/lib/dpkg'],
    ...['--ro-bind-try', '/var/lib/rpm', '/var/lib/rpm'],
    ...['--ro-bind', '/etc', `${guestHome}/host-etc`],
    ...['--ro-bind-try', '/usr/local', `${guestHome}/host-local`],
    ...small,
    ...['--tmpfs', '/usr/local'],
    ...['--proc', '/proc', '--dev', '/dev'],
    ...layout.masked.flatMap((file) => ['--ro-bind', '/dev/null', file]),
    ...small,
    ...['--tmpfs', '/dev/shm'],
    // A separate file system whose size can't be limited, so nothing can be stored in it.
    ...['--remount-ro', '/dev'],
    ...layout.files.flatMap(({ descriptor, path }) => ['--file', String(descriptor), path]),
    ...['--info-fd', String(layout.infoDescriptor)],
    ...(layout.filterDescriptor === undefined ? [] : ['--seccomp', String(layout.filterDescriptor)]),
    ...['--chdir', '/', '--', '/bin/sh', `${guestHome}/boot`],
  ];
}

/** Top-level folders with programs and their data; all other folders of the host are hidden. */
export const programFolders = [
  '/usr',
  '/opt',
  '/app',
  '/nix',
  '/gnu',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
];
