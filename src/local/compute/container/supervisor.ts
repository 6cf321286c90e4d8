import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type Cgroup, type CgroupLimits, openCgroup } from '../cgroup';
import { searchPath } from './host';
import supervise from './supervise.sh';

export interface SupervisorParts {
  /** Name of its control group. */
  readonly name: string;
  readonly limits: CgroupLimits;
  /** Arguments of `supervise.sh`. */
  readonly words: readonly string[];
  readonly print: (piece: Buffer) => void;
  readonly hear: (event: SupervisorEvent) => void;
}

export type SupervisorEvent =
  /** systemd-nspawn has started, for the first time or again. */
  | { readonly kind: 'started' }
  | { readonly kind: 'ended' }
  /** It powered itself off (0), or failed. */
  | { readonly kind: 'halted'; readonly code: number }
  /** All of its processes have ended. */
  | { readonly kind: 'gone' };

export type SupervisorCommand = 'start' | 'poweroff' | 'reboot';

const namespaces = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];

/**
 * The process that runs a container, in its own mount and process namespaces, so that everything ends with it, even if
 * this program is killed. It waits until its control group exists.
 */
export class Supervisor {
  private readonly child: ChildProcess;
  private readonly silence: Promise<unknown>;
  private cgroup: Cgroup | undefined;

  constructor(private readonly parts: SupervisorParts) {
    const gate = [
      '-c',
      'read -r _ && exec unshare "$@"',
      'sh',
      ...namespaces,
      '/bin/sh',
      '-c',
      supervise,
      'supervise',
    ];
    const child = spawn('/bin/sh', [...gate, ...parts.words], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      env: { PATH: searchPath },
      cwd: '/',
    });
    this.child = child;
    this.silence = once(child, 'close').catch(() => undefined);
    child.on('error', ({ message }) => parts.print(Buffer.from(`${message}\n`)));
    child.stdin.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', parts.print);
    const [, , , events] = child.stdio;
    if (events instanceof Readable)
      createInterface({ input: events }).on('line', (line) => {
        const event = parseEvent(line);
        if (event !== undefined) parts.hear(event);
      });
    child.on('close', () => parts.hear({ kind: 'gone' }));
  }

  /** PID of a process on the host that is an ancestor of the container; undefined if it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  async open(): Promise<void> {
    const { limits, name } = this.parts;
    if (this.child.pid !== undefined) this.cgroup = await openCgroup(name, limits, this.child.pid, 'whole');
    this.child.stdin?.write('\n');
  }

  command(command: SupervisorCommand): void {
    if (this.child.stdin?.writable === true) this.child.stdin.write(`${command}\n`);
  }

  /** Ends everything; resolves when all processes have ended and all output has been read. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.silence;
    await this.cgroup?.remove();
  }
}

function parseEvent(line: string): SupervisorEvent | undefined {
  const [word, code] = line.split(' ');
  switch (word) {
    case 'started':
    case 'ended':
      return { kind: word };
    case 'halted':
      return { kind: word, code: Number(code) };
    default:
      return undefined;
  }
}
