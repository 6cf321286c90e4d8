import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { CgroupLimits } from './cgroup';
import { type GuestFacts, guestFiles } from './guest-files';
import type { Host } from './host';
import { newKeyring } from './keyring';
import { sandboxArguments } from './sandbox';
import { seccompFilter } from './seccomp/filter';
import { inScope, scopeEnvironment } from './user-scope';

/** Descriptors of the sandbox: bubblewrap's own report, the boot program's events, the files, and the filter after them. */
const infoDescriptor = 3;
const eventDescriptor = 5;
const firstFile = 6;

export interface SandboxParts {
  readonly host: Host;
  /** User ID to run as, if the host has a spare one. */
  readonly uid: number | undefined;
  readonly guest: GuestFacts;
  readonly diskBytes: number;
  /** For its control group, if the user's service manager creates one. */
  readonly limits: CgroupLimits;
}

/** A sandbox that waits for `furnish` and a line on its stdin before it starts. */
export interface SandboxProcess {
  readonly child: ChildProcess;
  /** PID of the sandbox's process 1 on the host; undefined if it ends before it has one. */
  readonly init: Promise<number | undefined>;
  /** Reports of the boot program. */
  readonly events: Readable;
  /** Writes its files and its filter. @param countsMemory whether a control group counts all of its memory */
  furnish(countsMemory: boolean): void;
}

export function startSandbox({ diskBytes, guest, host, limits, uid }: SandboxParts): SandboxProcess {
  const files = guestFiles(guest);
  const filterDescriptor = firstFile + files.length;
  const layout = sandboxArguments({
    hostname: guest.hostname,
    diskBytes,
    visible: host.visible,
    links: host.links,
    environments: host.environments.folders,
    files: files.map((file, index) => ({ descriptor: firstFile + index, path: file.path })),
    infoDescriptor,
    filterDescriptor: seccompFilter(true) === undefined ? undefined : filterDescriptor,
    masked: host.keyFiles,
    sizedTmpfs: host.sizedTmpfs,
  });
  // The shell waits for a line, so that bubblewrap starts inside its control group.
  const gate = ['-c', 'read -r _ && exec "$@"', 'gate'];
  const scope = host.hasUserScopes ? inScope(limits) : [];
  const pipes = files.map(() => 'pipe' as const);
  const child = spawn('/bin/sh', [...gate, ...newKeyring(host), ...scope, host.bwrap, ...layout], {
    stdio: [...(['pipe', 'pipe', 'pipe', 'pipe', 'ignore', 'pipe'] as const), ...pipes, 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      ...(host.hasUserScopes ? scopeEnvironment() : {}),
    },
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return {
    child,
    init: readInfo(readable(child, infoDescriptor)),
    events: readable(child, eventDescriptor),
    furnish(countsMemory) {
      writable(child, filterDescriptor).end(seccompFilter(countsMemory) ?? '');
      for (const [index, file] of files.entries()) {
        const pipe = writable(child, firstFile + index);
        if (typeof file.content === 'function') file.content().pipe(pipe);
        else pipe.end(file.content);
      }
    },
  };
}

function readable(child: ChildProcess, descriptor: number): Readable {
  const stream = child.stdio[descriptor];
  if (stream === null || stream === undefined || !('read' in stream))
    throw new Error('The sandbox has no such pipe.');
  return stream;
}

function writable(child: ChildProcess, descriptor: number): Writable {
  const stream = child.stdio[descriptor];
  if (stream === null || stream === undefined || !('write' in stream))
    throw new Error('The sandbox has no such pipe.');
  // A sandbox that fails during the setup closes its end; its exit code shows why.
  stream.on('error', () => undefined);
  return stream;
}

/** bubblewrap's `{"child-pid": 42, …}`; undefined if it ends without output. */
function readInfo(stream: Readable): Promise<number | undefined> {
  let text = '';
  return new Promise((resolve) => {
    // Read to the end, even after the PID is known: bubblewrap ends if no one reads the pipe.
    stream.on('data', (piece: Buffer) => {
      text += piece.toString();
      const pid = /"child-pid"\s*:\s*(\d+)\D/.exec(text)?.[1];
      if (pid !== undefined) resolve(Number(pid));
    });
    stream.on('close', () => resolve(undefined));
  });
}
