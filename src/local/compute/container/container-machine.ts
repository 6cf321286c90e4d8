import { access, mkdir, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MachineOptions } from '../compute-options';
import { type GuestNetwork, openNetwork } from '../network';
import type { Machine } from '../slots';
import { connectInside } from './connect-inside';
import { firstProcessBelow } from './first-process';
import { firstId } from './image';
import { type ImageFile, writeFiles } from './image-files';
import { Supervisor, type SupervisorEvent } from './supervisor';

/** Properties of a container. */
export interface ContainerParts extends MachineOptions {
  /** The machine's own folder; removed with it. */
  readonly folder: string;
  /** The root file system that it boots. */
  readonly image: string;
  /** Folder with additional files, like those of a custom machine image. */
  readonly imageFolder: string | undefined;
  /** Files for this container only. */
  readonly files: readonly ImageFile[];
  readonly hostname: string;
  /** Opens access to its sshd until the returned function is called. */
  readonly opened: (connect: () => Promise<Socket>) => () => void;
}

const sshPort = 22;
const mostProcesses = 4096;

/** Maximum time for a system to shut down before it is powered off. EC2 also waits for some minutes. */
const shutdownMs = 5 * 60_000;

/** Interval for checking whether the user data has ended. */
const settledPauseMs = 500;

/** One instance as a booted system: systemd, logind, cloud-init, and sshd, with the kernel of this computer. */
export class ContainerMachine implements Machine {
  private supervisor: Supervisor | undefined;
  private network: GuestNetwork | undefined;
  private closeDoor: (() => void) | undefined;
  /** The PID of its first process on the host, while it is running. */
  private first: number | undefined;
  private state: 'booting' | 'up' | 'halting' | 'asleep' | 'gone' = 'booting';
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly parts: ContainerParts) {}

  get pid(): number | undefined {
    return this.state === 'up' ? this.first : undefined;
  }

  get isAsleep(): boolean {
    return this.state === 'asleep';
  }

  async boot(): Promise<void> {
    const { diskBytes, files, folder, image, imageFolder, instanceId, memoryBytes } = this.parts;
    await mkdir(path.join(folder, 'disk'), { recursive: true, mode: 0o700 });
    await writeFiles(path.join(folder, 'files'), files);
    const supervisor = new Supervisor({
      name: instanceId,
      // Its disk is also in memory.
      limits: { memoryBytes: memoryBytes + diskBytes, processes: mostProcesses },
      words: [folder, image, String(diskBytes), String(firstId), imageFolder ?? '', ...this.options()],
      print: (piece) => this.parts.console.write(piece),
      hear: (event) => this.hear(event),
    });
    this.supervisor = supervisor;
    await supervisor.open();
    supervisor.command('start');
  }

  wake(): void {
    if (this.state !== 'asleep') return;
    this.state = 'booting';
    this.supervisor?.command('start');
  }

  reboot(): void {
    if (this.state === 'up') this.supervisor?.command('reboot');
  }

  async sleep(): Promise<void> {
    if (this.state === 'asleep' || this.state === 'gone') return;
    if (this.state === 'booting') return this.destroy();
    if (this.state === 'up') {
      this.state = 'halting';
      this.supervisor?.command('poweroff');
    }
    const slept = new AbortController();
    this.waiting.push(() => slept.abort());
    const inTime = await delay(shutdownMs, false, { signal: slept.signal }).catch(() => true);
    if (!inTime) await this.destroy();
  }

  async destroy(): Promise<void> {
    const wasAlive = this.state === 'up' || this.state === 'booting';
    this.state = 'gone';
    this.disconnect();
    await this.supervisor?.end();
    await rm(this.parts.folder, { recursive: true, force: true });
    if (wasAlive)
      this.parts.report({
        kind: 'ended',
        reason: 'failed',
        message: 'the system of this instance ended unexpectedly',
      });
    this.tell();
  }

  private options(): readonly string[] {
    const { hostname, instanceId } = this.parts;
    return [
      ...['--quiet', '--register=no', '--keep-unit', '--console=read-only', '--link-journal=no'],
      ...['--resolv-conf=off', '--timezone=off', '--private-network', '--kill-signal=SIGRTMIN+4'],
      ...[`--private-users=${firstId}:65536`, '--private-users-ownership=off'],
      ...[`--machine=${instanceId}`, `--hostname=${hostname}`],
    ];
  }

  private hear(event: SupervisorEvent): void {
    switch (event.kind) {
      case 'started':
        this.connect().catch((error: unknown) => this.fail(error));
        return;
      case 'ended':
        this.disconnect();
        return;
      case 'halted':
        if (event.code === 0) this.fallAsleep();
        else this.fail(new Error(`systemd-nspawn ended with ${event.code}`));
        return;
      case 'gone':
        if (this.state !== 'gone') this.fail(new Error('The supervisor of this instance ended.'));
        return;
    }
  }

  private async connect(): Promise<void> {
    const { guestServices, instanceId, network } = this.parts;
    const below = this.supervisor?.pid;
    if (below === undefined) return;
    const first = await firstProcessBelow(below, () => this.state === 'gone');
    const opened = await openNetwork(first, network, {
      metadata: (socket) => guestServices.metadata(instanceId, socket),
      endpoint: (socket) => guestServices.endpoint(instanceId, socket),
      https: (socket) => guestServices.https(instanceId, socket),
      http: (socket) => guestServices.http(instanceId, socket),
    });
    if (this.state === 'gone' || this.state === 'asleep') {
      opened.close();
      return;
    }
    this.network = opened;
    this.first = first;
    this.closeDoor = this.parts.opened(() => connectInside(first, sshPort));
    if (this.state !== 'booting') return;
    this.state = 'up';
    this.parts.report({ kind: 'running' });
    await this.watchUserData(first);
  }

  /** Waits for the last file that cloud-init writes. */
  private async watchUserData(first: number): Promise<void> {
    const { instanceId, settled } = this.parts;
    const finished = `/proc/${first}/root/var/lib/cloud/instances/${instanceId}/boot-finished`;
    while (this.first === first) {
      const there = await access(finished).then(
        () => true,
        () => false,
      );
      if (there) {
        settled();
        return;
      }
      await delay(settledPauseMs, undefined, { ref: false });
    }
  }

  private disconnect(): void {
    this.closeDoor?.();
    this.network?.close();
    this.closeDoor = undefined;
    this.network = undefined;
    this.first = undefined;
  }

  private fallAsleep(): void {
    const byItself = this.state === 'up' || this.state === 'booting';
    this.state = 'asleep';
    if (byItself)
      this.parts.report({ kind: 'ended', reason: 'shutdown', message: 'Instance initiated shutdown' });
    this.tell();
  }

  private fail(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.parts.console.write(Buffer.from(`local cloud: ${why}\n`));
    this.destroy().catch(() => undefined);
  }

  private tell(): void {
    for (const done of this.waiting.splice(0)) done();
  }
}
