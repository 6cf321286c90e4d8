import type { TimerClock } from '../clock';
import type { Ec2Instance, Reservation } from '../protocols/ec2/instance';
import type { ComputeBackend, HaltManner, MachineEvent } from './compute';
import { ConsoleBuffer } from './console-buffer';

/** Runs one instance, from its first process to its last. */
export interface Machine {
  readonly isAsleep: boolean;
  /** Never rejects: errors are reported as its end. */
  boot(): Promise<void>;
  /** Boots a sleeping instance again, with the same disk. */
  wake(): void;
  reboot(): void;
  /** Shuts it down like a power button; resolves when it sleeps or has ended. */
  sleep(): Promise<void>;
  /** Ends it immediately; resolves when all of its processes have ended. */
  destroy(): Promise<void>;
}

/** Parameters for building a machine. */
export interface MachineOrder {
  readonly instance: Ec2Instance;
  readonly reservation: Reservation;
  readonly console: ConsoleBuffer;
  readonly report: (event: MachineEvent) => void;
  /** Call this when its user data has finished; the instance keeps running. */
  readonly settled: () => void;
}

export interface SlotOptions {
  readonly clock: TimerClock;
  /**
   * The maximum number of instances that run jobs at the same time; the others stay pending. An instance whose user
   * data has finished doesn't count.
   */
  readonly slots: number;
  /** Milliseconds after which an instance is ended, even if it is busy. */
  readonly longestLifeMs: number;
  readonly build: (order: MachineOrder) => Machine;
}

interface Entry {
  readonly instance: Ec2Instance;
  readonly reservation: Reservation;
  readonly report: (event: MachineEvent) => void;
  readonly console: ConsoleBuffer;
  machine?: Machine;
  /** `job` while it boots and runs its user data, `idle` when it only keeps running afterwards. */
  slot: 'job' | 'idle' | 'none';
  callOffEnd?: () => void;
}

/** The maximum number of instances that keep running after their work, for each one that works. */
const idlePerJob = 8;

/** The default maximum for a computer with this number of cores. */
export const defaultSlots = (cores: number): number => Math.min(20, Math.max(4, cores * 2));

/** Runs up to the maximum number of machines at the same time; the others wait. */
export class SlottedCompute implements ComputeBackend {
  private readonly entries = new Map<string, Entry>();
  private readonly queue: Entry[] = [];
  private closed = false;

  constructor(private readonly options: SlotOptions) {}

  boot(instance: Ec2Instance, reservation: Reservation, report: (event: MachineEvent) => void): void {
    const known = this.entries.get(instance.id);
    const entry: Entry = {
      instance,
      reservation,
      report,
      console: known?.console ?? new ConsoleBuffer(),
      slot: 'none',
      ...(known?.machine === undefined ? {} : { machine: known.machine }),
    };
    this.entries.set(instance.id, entry);
    this.queue.push(entry);
    this.fill();
    if (this.queue.includes(entry)) report({ kind: 'waiting' });
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

  /** The console output is kept after the instance has ended, as on EC2. */
  async console(instanceId: string): Promise<string> {
    return this.entries.get(instanceId)?.console.text() ?? '';
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
      entry.slot = 'job';
      this.start(entry);
    }
  }

  private hasRoom(): boolean {
    const { slots } = this.options;
    const occupied = [...this.entries.values()].map(({ slot }) => slot);
    const working = occupied.filter((slot) => slot === 'job').length;
    const idle = occupied.filter((slot) => slot === 'idle').length;
    return working < slots && idle < slots * idlePerJob;
  }

  /** An instance that is kept after its job (`on_complete: keep`) frees its slot. */
  private markIdle(instanceId: string): void {
    const entry = this.entries.get(instanceId);
    if (entry?.slot !== 'job') return;
    entry.slot = 'idle';
    this.fill();
  }

  private release(entry: Entry): void {
    entry.slot = 'none';
    this.fill();
  }

  private start(entry: Entry): void {
    const { build, clock, longestLifeMs } = this.options;
    entry.callOffEnd = clock.after(longestLifeMs, () =>
      entry.report({
        kind: 'ended',
        reason: 'failed',
        message: 'the instance ran for longer than the local cloud allows',
      }),
    );
    entry.report({ kind: 'starting' });
    if (entry.machine?.isAsleep === true) {
      entry.machine.wake();
      return;
    }
    const { console, instance, report, reservation } = entry;
    entry.machine = build({
      ...{ console, instance, report, reservation },
      settled: () => this.markIdle(instance.id),
    });
    entry.machine.boot().catch((error: unknown) => {
      report({ kind: 'ended', reason: 'failed', message: String(error) });
    });
  }
}
