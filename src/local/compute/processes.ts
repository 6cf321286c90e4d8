import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Clock } from '../clock';
import type { Catalog } from '../protocols/ec2/catalog';
import type { Instance, Reservation } from '../protocols/ec2/instance';
import { sweepCgroups } from './cgroup';
import type { Compute, HaltManner, MachineEvent } from './compute';
import { ConsoleBuffer } from './console-buffer';
import type { HostKey } from './guest-files';
import type { RunInGuest } from './guest-programs';
import { type Host, inspectHost } from './host';
import { Machine } from './machine';
import type { Doors } from './network';
import { smallDisks } from './sandbox';
import { unpackUserData } from './user-data';

const mebibyte = 1024 * 1024;

export interface ProcessOptions {
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly doors: Doors;
  /** The cloud's port; asked for when an instance starts. */
  readonly port: () => number;
  /** How many instances work at once; the others stay pending. One whose user data has run to its end works no more. */
  readonly slots?: number;
  /** Milliseconds after which an instance is ended, whatever it does. */
  readonly longestLifeMs: number;
  /** Certificate, in PEM, of whoever vouches for AWS's host names here. */
  readonly authority: string;
  /** Whether AWS's own host names shall lead to the cloud, where they can. */
  readonly hostNames: boolean;
  readonly newHostKey: (hostname: string) => HostKey;
  /** Opens a way into an instance that runs. @returns closes it */
  readonly openDoor: (instance: Instance, way: WayIn) => () => void;
  /** Folder of files that every instance has besides; may be missing. */
  readonly imageFolder: string;
}

/** How an instance that runs is entered. */
export interface WayIn {
  readonly hostKey: HostKey;
  readonly run: RunInGuest;
  /** Writes a line to the instance's console. */
  readonly complain: (why: string) => void;
}

interface Entry {
  readonly instance: Instance;
  readonly report: (event: MachineEvent) => void;
  readonly console: ConsoleBuffer;
  readonly userData: Buffer;
  readonly publicKey: string | undefined;
  machine?: Machine;
  /** `slot` while it boots and runs its user data, `shelf` while it only lives on. */
  place: 'slot' | 'shelf' | 'none';
  callOffEnd?: () => void;
}

/** How many instances may live on after their work, for each that may work. */
const shelvesPerSlot = 8;

/** Instances as process trees in namespaces of their own. @throws NoSandbox when this computer has none to offer */
export async function processCompute(options: ProcessOptions): Promise<ProcessCompute> {
  const host = await inspectHost();
  await sweepCgroups();
  return new ProcessCompute(host, options);
}

class ProcessCompute implements Compute {
  private readonly entries = new Map<string, Entry>();
  private readonly queue: Entry[] = [];
  private readonly slots: number;
  private launched = 0;
  private closed = false;

  constructor(
    private readonly host: Host,
    private readonly options: ProcessOptions,
  ) {
    this.slots = options.slots ?? Math.min(20, Math.max(4, host.cores * 2));
  }

  boot(instance: Instance, reservation: Reservation, report: (event: MachineEvent) => void): void {
    const known = this.entries.get(instance.id);
    const entry: Entry = {
      instance,
      report,
      console: known?.console ?? new ConsoleBuffer(),
      userData: known?.userData ?? unpackUserData(reservation.userData),
      publicKey: reservation.publicKey,
      place: 'none',
      ...(known?.machine === undefined ? {} : { machine: known.machine }),
    };
    this.entries.set(instance.id, entry);
    this.queue.push(entry);
    this.fill();
  }

  async halt(instanceId: string, manner: HaltManner): Promise<void> {
    const entry = this.entries.get(instanceId);
    if (entry === undefined) return;
    const waiting = this.queue.indexOf(entry);
    if (waiting >= 0) this.queue.splice(waiting, 1);
    entry.callOffEnd?.();
    if (manner !== 'cut') await entry.machine?.sleep();
    if (manner !== 'sleep') {
      await entry.machine?.destroy();
      delete entry.machine;
    }
    this.release(entry);
  }

  reboot(instanceId: string): void {
    this.entries.get(instanceId)?.machine?.reboot();
  }

  /** The console outlives its instance, as on EC2. */
  async console(instanceId: string): Promise<string> {
    return this.entries.get(instanceId)?.console.text() ?? '';
  }

  /** A process inside a running instance, by its number on the host. */
  pidOf(instanceId: string): number | undefined {
    return this.entries.get(instanceId)?.machine?.pid;
  }

  forget(instanceId: string): void {
    this.entries.delete(instanceId);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.queue.length = 0;
    await Promise.all(
      [...this.entries.values()].map(async (entry) => {
        entry.callOffEnd?.();
        await entry.machine?.destroy();
      }),
    );
  }

  private fill(): void {
    while (!this.closed && this.hasRoom()) {
      const entry = this.queue.shift();
      if (entry === undefined) return;
      entry.place = 'slot';
      this.start(entry);
    }
  }

  private hasRoom(): boolean {
    const places = [...this.entries.values()].map(({ place }) => place);
    const working = places.filter((place) => place === 'slot').length;
    const living = places.filter((place) => place === 'shelf').length;
    return working < this.slots && living < this.slots * shelvesPerSlot;
  }

  /** An instance that is kept after its job (`on_complete: keep`) makes room for others. */
  private shelve(instanceId: string): void {
    const entry = this.entries.get(instanceId);
    if (entry?.place !== 'slot') return;
    entry.place = 'shelf';
    this.fill();
  }

  private release(entry: Entry): void {
    entry.place = 'none';
    this.fill();
  }

  private start(entry: Entry): void {
    const { clock, longestLifeMs } = this.options;
    entry.callOffEnd = clock.after(longestLifeMs, () =>
      entry.report({
        kind: 'ended',
        reason: 'failed',
        message: 'the instance ran for longer than the local cloud allows',
      }),
    );
    if (entry.machine?.isAsleep === true) {
      entry.machine.wake();
      return;
    }
    entry.machine = this.build(entry);
    entry.machine.boot().catch((error: unknown) => {
      entry.report({ kind: 'ended', reason: 'failed', message: String(error) });
    });
  }

  private build(entry: Entry): Machine {
    const { instance } = entry;
    const type = this.options.catalog.get(instance.type);
    const memoryBytes = Math.min(
      (type?.memoryMib ?? 1024) * mebibyte,
      Math.floor(this.host.memoryBytes * 0.8),
    );
    const port = this.options.port();
    this.launched += 1;
    const hostname = `ip-${instance.privateIp.replaceAll('.', '-')}.ec2.internal`;
    const hostKey = this.options.newHostKey(hostname);
    const complain = (why: string) => entry.console.write(Buffer.from(`ssh: ${why}\n`));
    return new Machine({
      instanceId: instance.id,
      host: this.host,
      // Each its own user, so that no instance counts against, or could reach, another.
      uid: this.host.uidBase === undefined ? undefined : this.host.uidBase + (this.launched % 60_000),
      guest: {
        hostname,
        hostKey,
        authorizedKeys: entry.publicKey === undefined ? '' : `${entry.publicKey}\n`,
        machineId: randomBytes(16).toString('hex'),
        region: instance.region,
        endpoint: `http://127.0.0.1:${port}`,
        authority: this.options.authority,
        userData: entry.userData,
        imageFolder: existsSync(this.options.imageFolder) ? this.options.imageFolder : undefined,
        limits: { processes: 1024, dataBytes: memoryBytes, openFiles: 4096, grace: 100 },
      },
      memoryBytes,
      diskBytes: diskOf(this.host.memoryBytes, this.slots),
      network: { port, hostNames: this.options.hostNames },
      doors: this.options.doors,
      console: entry.console,
      report: entry.report,
      opened: (run) => this.options.openDoor(instance, { hostKey, run, complain }),
      settled: () => this.shelve(instance.id),
    });
  }
}

/**
 * Bytes of an instance's disk. Disks lie in the computer's memory: all that work at once may fill theirs and leave it a
 * third, as far as 256 MiB for each allow.
 */
function diskOf(memoryBytes: number, slots: number): number {
  const share = Math.floor((memoryBytes * 2) / 3 / slots / (1 + smallDisks));
  return Math.max(256 * mebibyte, Math.min(2048 * mebibyte, share));
}
