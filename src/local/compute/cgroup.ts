import { access, mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A control group with the limits of one instance. */
export interface Cgroup {
  /** Bytes of anonymous memory of its processes, without shared files and /dev/shm; undefined: unknown. */
  anonymousBytes(): Promise<number | undefined>;
  /** Removes it; its processes must have ended. */
  remove(): Promise<void>;
}

export interface CgroupLimits {
  readonly memoryBytes: number;
  readonly processes: number;
}

const root = '/sys/fs/cgroup';
const prefix = 'spawn-local-';

/**
 * Creates a control group if this user is allowed to, and moves a process into it. Otherwise undefined: then the limits
 * of single processes have to be enough.
 * @param reach `whole`: in every hierarchy that a systemd inside needs
 */
export async function openCgroup(
  name: string,
  limits: CgroupLimits,
  pid: number,
  reach: 'limits' | 'whole' = 'limits',
): Promise<Cgroup | undefined> {
  for (const place of await placesOf(reach)) {
    const folders = place.folders.map(({ folder }) => path.join(folder, prefix + name));
    try {
      for (const folder of folders) await mkdir(folder);
      for (const [file, value] of place.settings(limits)) {
        const written = writeFile(path.join(file.folder, prefix + name, file.name), value);
        // A system needs its own groups even if no one is allowed to limit them, as in a Docker container.
        await (reach === 'whole' ? written.catch(() => undefined) : written);
      }
      // Some systems don't count swap.
      for (const [file, value] of place.swap(limits))
        await writeFile(path.join(file.folder, prefix + name, file.name), value).catch(() => undefined);
      // A user who can create groups isn't always allowed to move a process from outside into them (kernel: cgroup-v2,
      // "Delegation").
      for (const folder of folders) await writeFile(path.join(folder, 'cgroup.procs'), String(pid));
      return groupOf(folders[0] ?? '', folders);
    } catch {
      // No permission: remove what was created, and try the next location.
      for (const folder of folders) await rmdir(folder).catch(() => undefined);
    }
  }
  return undefined;
}

/** Milliseconds after which an empty group is unused: its creator adds a process immediately. */
const abandonedMs = 60_000;

/** Removes empty groups of an earlier process that was killed, but none that another local cloud is creating or using. */
export async function removeEmptyCgroups(): Promise<void> {
  for (const place of await placesOf('whole'))
    for (const { folder } of place.folders) {
      const names = await readdir(folder).catch(() => []);
      for (const name of names) {
        const group = path.join(folder, name);
        if (name.startsWith(prefix) && (await isAbandoned(group))) await removeTree(group);
      }
    }
}

/** The cgroup v2 of a process, which another program creates and removes. */
export async function cgroupOf(pid: number): Promise<Cgroup | undefined> {
  const own = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  const [, at] = /^0::(.+)$/m.exec(own) ?? [];
  return at === undefined ? undefined : groupOf(path.join(root, at), []);
}

/** @param memory folder of the memory controller */
function groupOf(memory: string, folders: readonly string[]): Cgroup {
  return {
    async anonymousBytes() {
      const counts = await readFile(path.join(memory, 'memory.stat'), 'utf8').catch(() => '');
      // Names of the file in version 2 and in version 1.
      const [, bytes] = /^anon (\d+)$/m.exec(counts) ?? /^total_rss (\d+)$/m.exec(counts) ?? [];
      return bytes === undefined ? undefined : Number(bytes);
    },
    async remove() {
      for (const folder of folders) await removeWhenEmpty(folder);
    },
  };
}

async function isAbandoned(folder: string): Promise<boolean> {
  const made = await stat(folder).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > abandonedMs && !(await isUsed(folder));
}

/** Whether a process is in a group or one of its subgroups. */
async function isUsed(folder: string): Promise<boolean> {
  if ((await readFile(path.join(folder, 'cgroup.procs'), 'utf8').catch(() => '')) !== '') return true;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries)
    if (entry.isDirectory() && (await isUsed(path.join(folder, entry.name)))) return true;
  return false;
}

/** Removes a group and its subgroups, if they are empty. */
async function removeTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeTree(path.join(folder, entry.name));
  await rmdir(folder).catch(() => undefined);
}

/** The kernel takes a moment to release ended processes. */
async function removeWhenEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeWhenEmpty(path.join(folder, entry.name));
  for (let tries = 0; tries < 50; tries++) {
    const error = await rmdir(folder).then(
      () => undefined,
      (why: unknown) => why,
    );
    if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

type Setting = readonly [file: { readonly folder: string; readonly name: string }, value: string];

interface Place {
  readonly folders: readonly { readonly folder: string }[];
  settings(limits: CgroupLimits): Setting[];
  swap(limits: CgroupLimits): Setting[];
}

async function placesOf(reach: 'limits' | 'whole'): Promise<Place[]> {
  const own = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  const paths = new Map(
    own.split('\n').flatMap((line): [string, string][] => {
      const [, controllers = '', at = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      return controllers.split(',').map((controller) => [controller, at]);
    }),
  );
  const unified = paths.get('') ?? '/';
  // Only a real control group file system has this file; on others, the folders would have no effect.
  const hasUnified = await exists(path.join(root, 'cgroup.controllers'));
  const second = hasUnified
    ? [path.dirname(unified), unified].map((at) => unifiedPlace(path.join(root, at)))
    : [];
  const memory = paths.get('memory');
  const pids = paths.get('pids');
  return memory === undefined || pids === undefined
    ? second
    : [
        ...second,
        separatePlace(
          path.join(root, 'memory', memory),
          path.join(root, 'pids', pids),
          reach === 'whole' ? await namedFolders(paths) : [],
        ),
      ];
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const unifiedPlace = (folder: string): Place => ({
  folders: [{ folder }],
  settings: ({ memoryBytes, processes }) => [
    [{ folder, name: 'memory.max' }, String(memoryBytes)],
    [{ folder, name: 'pids.max' }, String(processes)],
  ],
  swap: () => [[{ folder, name: 'memory.swap.max' }, '0']],
});

/** The location of systemd's own groups (systemd.io/CGROUP_DELEGATION, "hybrid" and "legacy"). */
async function namedFolders(paths: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const folders = [
    path.join(root, 'systemd', paths.get('name=systemd') ?? '/'),
    path.join(root, 'unified', paths.get('') ?? '/'),
  ];
  const there = await Promise.all(folders.map((folder) => exists(path.join(folder, 'cgroup.procs'))));
  return folders.filter((_, index) => there[index]);
}

const separatePlace = (memory: string, pids: string, others: readonly string[]): Place => ({
  folders: [memory, pids, ...others].map((folder) => ({ folder })),
  settings: ({ memoryBytes, processes }) => [
    [{ folder: memory, name: 'memory.limit_in_bytes' }, String(memoryBytes)],
    [{ folder: pids, name: 'pids.max' }, String(processes)],
  ],
  swap: ({ memoryBytes }) => [[{ folder: memory, name: 'memory.memsw.limit_in_bytes' }, String(memoryBytes)]],
});
