import type { ChildProcess } from 'node:child_process';
import { boundedLines } from './bounded-lines';
import { type Cgroup, cgroupOf, openCgroup } from './cgroup';
import type { MachineOptions } from './compute-options';
import type { GuestFacts } from './guest-files';
import { GuestPrograms, type RunInGuest } from './guest-programs';
import type { Host } from './host';
import { kernelLines } from './memory/kernel-line';
import { watchMemory } from './memory/watch';
import { type GuestNetwork, openNetwork } from './network';
import { startSandbox } from './sandbox-process';
import type { Machine } from './slots';

/** Properties of a machine. */
export interface MachineParts extends MachineOptions {
  readonly host: Host;
  /** User ID to run as, if the host has a spare one. */
  readonly uid: number | undefined;
  readonly guest: GuestFacts;
  /** Opens access to it until the returned function is called. */
  readonly opened: (run: RunInGuest) => () => void;
}

/** Maximum bytes that the boot program can report over many boots. */
const mostEvents = 64 * 1024;

/** How much longer than its own grace period an instance can take to end. */
const extraGraceMs = 3_000;

/** The process tree of one instance, from its first process to its last. */
export class SandboxMachine implements Machine {
  private child: ChildProcess | undefined;
  private network: GuestNetwork | undefined;
  private cgroup: Cgroup | undefined;
  private endWatch: (() => void) | undefined;
  private closeDoor: (() => void) | undefined;
  private readonly programs = new GuestPrograms((line) => this.command(line));
  /** PID of the sandbox's process 1 on the host; settles when the sandbox has one, or never will. */
  private init: Promise<number | undefined> = Promise.resolve(undefined);
  /** Settles when every process has ended and all output has been read. */
  private silence: Promise<void> = Promise.resolve();
  private state: 'booting' | 'up' | 'halting' | 'asleep' | 'gone' = 'booting';
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly parts: MachineParts) {}

  get isAsleep(): boolean {
    return this.state === 'asleep';
  }

  /** Starts the sandbox. Never rejects: errors are reported as the machine's end. */
  async boot(): Promise<void> {
    try {
      await this.launch();
    } catch (error) {
      this.parts.console.write(Buffer.from(`${error instanceof Error ? error.message : error}\n`));
      await this.destroy();
    }
  }

  /** Continues a sleeping machine: the same disk, a new boot. */
  wake(): void {
    if (this.state !== 'asleep') return;
    this.state = 'up';
    this.command('start');
  }

  reboot(): void {
    if (this.state === 'up') this.command('reboot');
  }

  /** Shuts it down like a power button; resolves when it sleeps or has ended. */
  async sleep(): Promise<void> {
    if (this.state === 'asleep' || this.state === 'gone') return;
    if (this.state === 'booting') return this.destroy();
    if (this.state === 'up') {
      this.state = 'halting';
      this.command('poweroff');
    }
    const deadline = this.parts.guest.limits.grace * 100 + extraGraceMs;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.destroy().then(resolve, resolve);
      }, deadline);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Ends it immediately; resolves when all of its processes have ended. */
  async destroy(): Promise<void> {
    const child = this.child;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      // bubblewrap that is killed before it has set up its child leaves that child running, so it is killed only afterwards.
      const pid = await this.init;
      if (pid === undefined) child.kill('SIGKILL');
      else end(pid);
    }
    // All of its output has been read, too.
    await this.silence;
    await this.bury();
  }

  private async launch(): Promise<void> {
    const { guestServices, guest, host, instanceId } = this.parts;
    // Its disk is also in memory.
    const limits = {
      memoryBytes: this.parts.memoryBytes + this.parts.diskBytes,
      processes: guest.limits.processes,
    };
    const { child, events: told, furnish, init } = startSandbox({ ...this.parts, limits });
    this.child = child;
    if (child.pid !== undefined)
      this.silence = new Promise((resolve) => child.once('close', () => resolve()));
    child.on('exit', () => {
      this.bury().catch(() => undefined);
    });
    const failed = new Promise<never>((_, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) =>
        reject(new Error(`The sandbox ended before it had started (${signal ?? `exit code ${code}`}).`)),
      );
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece: Buffer) => this.parts.console.write(piece));
    const events = boundedLines(told, mostEvents);
    const made = new Promise<void>((resolve) => events.once('line', () => resolve()));
    events.on('line', (line) => this.hear(line));
    this.init = init;
    if (child.pid !== undefined && !host.hasUserScopes)
      this.cgroup = await openCgroup(instanceId, limits, child.pid);
    furnish(host.hasUserScopes || this.cgroup !== undefined);
    this.command('');
    failed.catch(() => undefined);
    const pid = await Promise.race([this.init, failed]);
    if (pid === undefined) return await failed;
    // Before that, its loopback interface can be down, and then no one can listen on it.
    await Promise.race([made, failed]);
    const opening = openNetwork(pid, this.parts.network, {
      metadata: (socket) => guestServices.metadata(instanceId, socket),
      endpoint: (socket) => guestServices.endpoint(instanceId, socket),
      sessions: (socket) => this.programs.accept(socket),
      https: (socket) => guestServices.https(instanceId, socket),
      http: (socket) => guestServices.http(instanceId, socket),
    });
    // If the machine was ended in the meantime, nothing was closed yet.
    opening.then(
      (opened) => this.state === 'gone' && opened.close(),
      () => undefined,
    );
    this.network = await Promise.race([opening, failed]);
    if (host.hasUserScopes) this.cgroup = await cgroupOf(pid);
    const { cgroup } = this;
    // The control group can't distinguish memory from disk here, or doesn't exist, so a watcher checks.
    this.endWatch = watchMemory({
      root: pid,
      limitBytes: this.parts.memoryBytes,
      counted: cgroup === undefined ? undefined : () => cgroup.anonymousBytes(),
      ended: (process) => this.tellKernel(kernelLines(process)),
    });
    const { noNames } = this.network;
    if (noNames !== undefined) this.parts.console.write(Buffer.from(withoutNames(noNames)));
    this.command(noNames === undefined ? 'go names' : 'go variables');
  }

  private hear(line: string): void {
    switch (line) {
      case 'running':
        if (this.state === 'booting') this.state = 'up';
        this.closeDoor ??= this.parts.opened(this.programs.run);
        this.parts.report({ kind: 'running' });
        return;
      case 'settled':
        this.parts.settled();
        return;
      case 'halting':
        if (this.state !== 'up') return;
        this.state = 'halting';
        this.parts.report({ kind: 'ended', reason: 'shutdown', message: 'Instance initiated shutdown' });
        return;
      case 'halted':
        this.state = 'asleep';
        this.shutDoor();
        this.tell();
        return;
    }
  }

  private shutDoor(): void {
    this.closeDoor?.();
    this.closeDoor = undefined;
  }

  /** Writes messages of the kernel: on the console, and in the output of `dmesg` inside. */
  private tellKernel(lines: readonly string[]): void {
    for (const line of lines) {
      this.parts.console.write(Buffer.from(`${line}\n`));
      this.command(`kernel ${line}`);
    }
  }

  private command(line: string): void {
    const input = this.child?.stdin;
    if (input?.writable === true) input.write(`${line}\n`);
  }

  private async bury(): Promise<void> {
    if (this.state === 'gone') return;
    const wasAlive = this.state === 'up' || this.state === 'booting';
    this.state = 'gone';
    this.shutDoor();
    this.network?.close();
    this.endWatch?.();
    if (wasAlive)
      this.parts.report({
        kind: 'ended',
        reason: 'failed',
        message: 'the processes of this instance ended unexpectedly',
      });
    this.tell();
    await this.cgroup?.remove();
  }

  private tell(): void {
    for (const done of this.waiting.splice(0)) done();
  }
}

const withoutNames = (why: string): string =>
  `local cloud: AWS's own host names cannot be had in this instance (${why}). Programs find the local cloud by ` +
  'AWS_ENDPOINT_URL instead, which clients before July 2023 (AWS CLI 1.29 and 2.13) do not know.\n';

/** Ends process 1 of a sandbox, and with it the whole tree: bubblewrap exits when all processes have ended. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Already ended.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
