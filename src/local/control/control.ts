import type { Faults } from '../faults/faults';
import type { Injection, Schedule } from '../faults/schedule';
import { isLive } from '../protocols/ec2/instance';
import type { InstanceRegistry } from '../protocols/ec2/instance-registry';
import type { Charge } from '../protocols/ec2/meter';
import type { WarpClock } from '../warp-clock';

/** Operations on the local cloud for tests that AWS doesn't have. */
export interface Control {
  /** Replaces the schedule of faults. The same seed gives the same faults. */
  faults(schedule: Schedule): void;
  /** Faults that were injected since, oldest first. */
  injected(): readonly Injection[];
  /** The cloud's clock, in milliseconds since the epoch. */
  now(): number;
  /** Jumps ahead by a number of milliseconds, and runs everything that is due in between. */
  advance(milliseconds: number): void;
  /** Sends Spot Instances an interruption notice: they end two minutes later. Returns those that had none yet. */
  interrupt(instanceIds: readonly string[]): readonly string[];
  /** Interrupts Spot Instances immediately. EC2 gives a notice on a best effort basis, so there may be none. */
  reclaim(instanceIds: readonly string[]): void;
  /** Shuts instances down from inside, as their agents do. */
  shutDown(instanceIds: readonly string[]): void;
  /** Cuts the power of instances. */
  kill(instanceIds: readonly string[]): void;
  /** The host reboots: every running instance ends. */
  rebootHost(): void;
  /** What AWS would have charged so far, an entry for each instance that was ever launched. */
  bill(): readonly Charge[];
  /** Expires every temporary key immediately. */
  expireSessions(): void;
}

export function controlOf(parts: {
  readonly faults: Faults;
  readonly clock: WarpClock;
  readonly fleet: InstanceRegistry;
  readonly expireSessions: () => void;
}): Control {
  const { faults, clock, fleet } = parts;
  return {
    faults: (schedule) => faults.load(schedule),
    injected: () => faults.injected,
    now: () => clock.now(),
    advance: (milliseconds) => clock.advance(milliseconds),
    interrupt: (instanceIds) =>
      instanceIds.filter((id) => {
        const before = fleet.find(id)?.spotNoticeAt;
        fleet.suffer(id, 'interrupt');
        return before === undefined && fleet.find(id)?.spotNoticeAt !== undefined;
      }),
    reclaim(instanceIds) {
      for (const id of instanceIds) fleet.suffer(id, 'reclaim');
    },
    shutDown(instanceIds) {
      for (const id of instanceIds) fleet.shutDown(id);
    },
    kill(instanceIds) {
      for (const id of instanceIds) fleet.suffer(id, 'die');
    },
    rebootHost() {
      for (const instance of fleet.all()) if (isLive(instance)) fleet.suffer(instance.id, 'die');
    },
    bill: () => fleet.bill(),
    expireSessions: parts.expireSessions,
  };
}
