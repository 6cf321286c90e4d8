import { matches } from '../protocols/ec2/filters';
import { sha256Hex } from '../signing/sha256';
import type { CallRule, Capacity, Fault, Frequency, Injection, InstanceRule, Schedule } from './schedule';

interface Counted<Rule> {
  readonly rule: Rule;
  seen: number;
  done: number;
}

/** Decides which faults occur. Each decision depends on the seed, the rule, and the candidate's number only, not on timing. */
export class Faults {
  private seed = 0;
  private calls: Counted<CallRule>[] = [];
  private instances: Counted<InstanceRule>[] = [];
  private rooms: readonly Capacity[] = [];
  private readonly log: Injection[] = [];

  constructor(private readonly now: () => number) {}

  /** Replaces the schedule and clears the list of injected faults. */
  load(schedule: Schedule): void {
    this.seed = schedule.seed;
    this.calls = (schedule.calls ?? []).map((rule) => ({ rule, seen: 0, done: 0 }));
    this.instances = (schedule.instances ?? []).map((rule) => ({ rule, seen: 0, done: 0 }));
    this.rooms = schedule.capacity ?? [];
    this.log.length = 0;
  }

  get injected(): readonly Injection[] {
    return this.log;
  }

  /** The fault of a call such as `ec2:RunInstances`: that of the first rule that applies. */
  ofCall(name: string): Fault | undefined {
    for (const [index, counted] of this.calls.entries()) {
      if (!matches(counted.rule.on, name) || !this.strikes(`call/${index}`, counted)) continue;
      this.note(name, counted.rule.fault.kind);
      return counted.rule.fault;
    }
    return undefined;
  }

  /** The fault of an instance that has just been launched. */
  ofInstance(instanceId: string): InstanceRule[] {
    const struck = this.instances.filter((counted, index) => this.strikes(`instance/${index}`, counted));
    for (const { rule } of struck) this.note(instanceId, rule.happens);
    return struck.map(({ rule }) => rule);
  }

  /** The remaining capacity of a zone for an instance type, if it is limited. @param live number of instances running there */
  roomFor(instanceType: string, zone: string, live: (room: Capacity) => number): number {
    const rooms = this.rooms.filter(
      (room) =>
        (room.instanceType === undefined || room.instanceType === instanceType) &&
        (room.zone === undefined || room.zone === zone),
    );
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...rooms.map((room) => Math.max(0, room.available - live(room))),
    );
  }

  private strikes(name: string, counted: Counted<Frequency>): boolean {
    const { chance = 1, skip = 0, times = Number.POSITIVE_INFINITY } = counted.rule;
    const number = counted.seen;
    counted.seen += 1;
    if (number < skip || counted.done >= times || this.draw(`${name}/${number}`) >= chance) return false;
    counted.done += 1;
    return true;
  }

  /** Uniform in [0, 1), always the same for the same seed and name. */
  private draw(name: string): number {
    return Number.parseInt(sha256Hex(`${this.seed}/${name}`).slice(0, 12), 16) / 2 ** 48;
  }

  private note(into: string, fault: string): void {
    this.log.push({ at: this.now(), into, fault });
  }
}
