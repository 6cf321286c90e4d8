import type { Faults } from '../faults/faults';
import type { Injection, Schedule } from '../faults/schedule';
import type { InstanceRegistry } from '../protocols/ec2/fleet';
import { isLive } from '../protocols/ec2/instance';
import type { Charge } from '../protocols/ec2/meter';
import type { WarpClock } from '../warp-clock';

/** What tests can do to the local cloud and can't do to AWS. */
export interface Control {
  /** Replaces the schedule of faults. Same seed, same faults. */
  faults(schedule: Schedule): void;
  /** What has been injected since, oldest first. */
  injected(): readonly Injection[];
  /** The cloud's clock, in milliseconds since the epoch. */
  now(): number;
  /** Jumps ahead by so many milliseconds; what falls due on the way happens. */
  advance(milliseconds: number): void;
  /** Sends spot instances their notice: they end two minutes later. */
  interrupt(instanceIds: readonly string[]): void;
  /** Takes spot instances back at once: the notice is given as well as EC2 can, which may be not at all. */
  reclaim(instanceIds: readonly string[]): void;
  /** Shuts instances down from inside, as their agents do. */
  shutDown(instanceIds: readonly string[]): void;
  /** Takes the power from instances. */
  kill(instanceIds: readonly string[]): void;
  /** The host reboots: every running instance is gone. */
  rebootHost(): void;
  /** What AWS would have charged so far, an entry for each instance that was ever launched. */
  bill(): readonly Charge[];
  /** Ends every temporary key at once. */
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
    interrupt(instanceIds) {
      for (const id of instanceIds) fleet.suffer(id, 'interrupt');
    },
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
