import type { TimerClock } from '../../clock';
import type { ComputeBackend, HaltManner, MachineEvent } from '../../compute/compute';
import { AwsError } from '../../failure';
import type { Faults } from '../../faults/faults';
import type { InstanceRule } from '../../faults/schedule';
import type { Ledger, Table } from '../../state/ledger';
import type { Catalog } from './catalog';
import type { Ec2Instance, InstanceStateName, Reservation, StateReason, Tags } from './instance';
import { isLive } from './instance';
import { type Charge, chargeOf, closeRun } from './meter';

/** How long a terminated instance is still returned: about an hour, as on AWS. */
const vanishAfterMs = 3_600_000;

export interface InstanceRegistryOptions {
  readonly ledger: Ledger;
  readonly clock: TimerClock;
  readonly compute: ComputeBackend;
  /** Milliseconds until DescribeInstances returns a new instance. */
  readonly consistencyLagMs: number;
  /** Called when an instance has stopped or terminated. */
  readonly ended: (instanceId: string) => void;
  readonly faults: Faults;
  /** Prices for the cost of instances. */
  readonly catalog: Catalog;
}

/** A change of state, as TerminateInstances, StopInstances, and StartInstances report it. */
export interface StateChange {
  readonly id: string;
  readonly before: InstanceStateName;
  readonly now: InstanceStateName;
}

/** All instances of the account, in every region, with their state changes. */
export class InstanceRegistry {
  private readonly instances: Table<Ec2Instance>;
  private readonly reservations: Table<Reservation>;
  /** Cost of instances that were deleted from the registry. */
  private readonly charges: Table<Charge>;

  constructor(private readonly parts: InstanceRegistryOptions) {
    this.instances = parts.ledger.table('instances');
    this.reservations = parts.ledger.table('reservations');
    this.charges = parts.ledger.table('charges');
  }

  add(instances: readonly Ec2Instance[], reservation: Reservation): void {
    this.reservations.set(reservation.id, reservation);
    for (const instance of instances) {
      this.instances.set(instance.id, instance);
      this.boot(instance);
      for (const rule of this.parts.faults.ofInstance(instance.id))
        this.parts.clock.after(rule.afterMs, () => this.suffer(instance.id, rule.happens));
    }
  }

  /** Loads the state of an earlier process: simulated instances continue, others have ended with it. */
  recover(survives: boolean): void {
    for (const instance of [...this.instances.values()]) {
      if (instance.state === 'shutting-down') this.end(instance.id, 'terminated', instance.stateReason);
      else if (instance.state === 'terminated') continue;
      else if (survives && instance.state === 'stopping')
        this.end(instance.id, 'stopped', instance.stateReason);
      else if (survives && instance.state === 'stopped') continue;
      else if (survives) this.boot(instance);
      else
        this.end(instance.id, 'terminated', {
          code: 'Server.InternalError',
          message: 'Server.InternalError: the local cloud stopped while this instance was alive',
        });
    }
  }

  /** The instances that DescribeInstances can return: launched long enough ago, and terminated for less than an hour. */
  visible(region: string): Ec2Instance[] {
    const now = this.parts.clock.now();
    return this.all().filter((instance) => instance.region === region && instance.visibleAt <= now);
  }

  /** All instances, including those that aren't visible yet. */
  all(): Ec2Instance[] {
    const now = this.parts.clock.now();
    const kept: Ec2Instance[] = [];
    for (const instance of [...this.instances.values()]) {
      if (
        instance.endedAt !== undefined &&
        instance.state === 'terminated' &&
        now - instance.endedAt > vanishAfterMs
      )
        this.forget(instance);
      else kept.push(instance);
    }
    return kept;
  }

  /** What AWS would have charged so far for all instances that were ever launched. */
  bill(): readonly Charge[] {
    const now = this.parts.clock.now();
    const known = [...this.instances.values()].map((instance) => chargeOf(instance, this.parts.catalog, now));
    return [...this.charges.values(), ...known];
  }

  find(instanceId: string): Ec2Instance | undefined {
    return this.instances.get(instanceId);
  }

  reservation(instance: Ec2Instance): Reservation | undefined {
    return this.reservations.get(instance.reservationId);
  }

  /** @throws AwsError InvalidInstanceID.Malformed or .NotFound: all IDs or none */
  require(region: string, instanceIds: readonly string[]): Ec2Instance[] {
    const malformed = instanceIds.find((id) => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
    if (malformed !== undefined)
      throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
    const visible = new Map(this.visible(region).map((instance) => [instance.id, instance]));
    const missing = instanceIds.filter((id) => !visible.has(id));
    if (missing.length === 1)
      throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${missing[0]}' does not exist`);
    if (missing.length > 1)
      throw new AwsError(
        'InvalidInstanceID.NotFound',
        `The instance IDs '${missing.join(', ')}' do not exist`,
      );
    return instanceIds.map((id) => visible.get(id)).filter((instance) => instance !== undefined);
  }

  tag(instanceId: string, change: (tags: Tags) => Tags): void {
    this.update(instanceId, (instance) => ({ ...instance, tags: change(instance.tags) }));
  }

  regroup(instanceId: string, securityGroups: readonly string[]): void {
    this.update(instanceId, (instance) => ({ ...instance, securityGroups }));
  }

  tagVolume(volumeId: string, change: (tags: Tags) => Tags): void {
    for (const instance of this.instances.values())
      if (instance.volumeId === volumeId)
        this.update(instance.id, (found) => ({ ...found, volumeTags: change(found.volumeTags) }));
  }

  terminate(instance: Ec2Instance, reason: StateReason = userShutdown): StateChange {
    const before = instance.state;
    if (!isLive(instance)) return { id: instance.id, before, now: before };
    if (instance.state === 'stopped') {
      this.update(instance.id, (found) => ({ ...found, transitionReason: this.initiated(reason) }));
      this.end(instance.id, 'terminated', reason);
      return { id: instance.id, before, now: 'terminated' };
    }
    this.leave(instance, 'shutting-down', 'terminated', reason);
    return { id: instance.id, before, now: 'shutting-down' };
  }

  stop(instance: Ec2Instance, reason: StateReason = userShutdown): StateChange {
    const before = instance.state;
    if (before === 'stopped' || before === 'stopping') return { id: instance.id, before, now: before };
    if (before !== 'running')
      throw new AwsError(
        'IncorrectInstanceState',
        `The instance '${instance.id}' is not in a state from which it can be stopped.`,
      );
    if (instance.spot)
      throw new AwsError(
        'UnsupportedOperation',
        `You can't stop the Spot Instance '${instance.id}' because it is associated with a one-time Spot Instance request.`,
      );
    this.leave(instance, 'stopping', 'stopped', reason);
    return { id: instance.id, before, now: 'stopping' };
  }

  start(instance: Ec2Instance): StateChange {
    const before = instance.state;
    if (before === 'running' || before === 'pending') return { id: instance.id, before, now: before };
    if (before !== 'stopped')
      throw new AwsError(
        'IncorrectInstanceState',
        `The instance '${instance.id}' is not in a state from which it can be started.`,
      );
    const { stateReason: _reason, endedAt: _ended, ...rest } = instance;
    const started: Ec2Instance = {
      ...rest,
      state: 'pending',
      transitionReason: '',
      launchedAt: this.parts.clock.now(),
      firstLaunchedAt: instance.firstLaunchedAt ?? instance.launchedAt,
    };
    this.instances.set(instance.id, started);
    this.boot(started);
    return { id: instance.id, before, now: 'pending' };
  }

  private forget(instance: Ec2Instance): void {
    this.charges.set(instance.id, chargeOf(instance, this.parts.catalog, this.parts.clock.now()));
    this.instances.delete(instance.id);
    this.parts.compute.forget(instance.id);
    const shared = [...this.instances.values()].some(
      (other) => other.reservationId === instance.reservationId,
    );
    if (!shared) this.reservations.delete(instance.reservationId);
  }

  /** Applies an event of a fault schedule or a test to an instance. */
  suffer(instanceId: string, what: InstanceRule['happens'] | 'reclaim'): void {
    const instance = this.instances.get(instanceId);
    if (instance === undefined || (instance.state !== 'running' && instance.state !== 'pending')) return;
    switch (what) {
      case 'interrupt':
        if (!instance.spot || instance.spotNoticeAt !== undefined) return;
        this.update(instanceId, (found) => ({
          ...found,
          spotNoticeAt: this.parts.clock.now() + spotNoticeMs,
        }));
        this.parts.clock.after(spotNoticeMs, () => this.suffer(instanceId, 'reclaim'));
        return;
      case 'reclaim':
        this.terminate(instance, spotReclaimed);
        return;
      case 'die':
        this.leave(instance, 'shutting-down', 'terminated', hostFailed, 'cut');
        return;
      case 'reboot':
        this.parts.compute.reboot(instanceId);
        return;
    }
  }

  /** Shuts an instance down from inside. */
  shutDown(instanceId: string): void {
    this.hear(instanceId, { kind: 'ended', reason: 'shutdown', message: 'Instance initiated shutdown' });
  }

  private boot(instance: Ec2Instance): void {
    const reservation = this.reservations.get(instance.reservationId);
    if (reservation === undefined) return;
    this.parts.compute.boot(instance, reservation, (event) => this.hear(instance.id, event));
  }

  private hear(instanceId: string, event: MachineEvent): void {
    const instance = this.instances.get(instanceId);
    if (instance === undefined) return;
    switch (event.kind) {
      case 'waiting':
        if (instance.startedAt === undefined)
          this.update(instanceId, (found) => ({ ...found, waited: true }));
        return;
      case 'starting':
        if (instance.waited === true && instance.startedAt === undefined)
          this.update(instanceId, (found) => ({ ...found, startedAt: this.parts.clock.now() }));
        return;
      case 'running':
        if (instance.state === 'pending')
          this.update(instanceId, (found) => ({
            ...found,
            state: 'running',
            runningAt: this.parts.clock.now(),
          }));
        return;
      case 'ended': {
        if (instance.state !== 'running' && instance.state !== 'pending') return;
        const code =
          event.reason === 'shutdown' ? 'Client.InstanceInitiatedShutdown' : 'Server.InternalError';
        const reason = { code, message: `${code}: ${event.message}` };
        const stops = event.reason === 'shutdown' && instance.shutdownBehavior === 'stop' && !instance.spot;
        if (stops) this.leave(instance, 'stopping', 'stopped', reason);
        else this.leave(instance, 'shutting-down', 'terminated', reason);
        return;
      }
    }
  }

  private leave(
    instance: Ec2Instance,
    leaving: 'stopping' | 'shutting-down',
    end: 'stopped' | 'terminated',
    reason: StateReason,
    manner?: HaltManner,
  ): void {
    const transitionReason = this.initiated(reason);
    const { runningAt: _ran, ...rest } = instance;
    const billedSeconds = closeRun(instance, this.parts.clock.now());
    this.instances.set(instance.id, {
      ...rest,
      billedSeconds,
      state: leaving,
      stateReason: reason,
      transitionReason,
    });
    const how = manner ?? (end === 'stopped' ? 'sleep' : 'shut-down');
    this.parts.compute.halt(instance.id, how).then(
      () => this.end(instance.id, end, reason),
      () =>
        this.end(instance.id, end, {
          code: 'Server.InternalError',
          message: 'Server.InternalError: its processes could not be ended',
        }),
    );
  }

  /** `User initiated (2026-01-27 10:15:00 GMT)`; EC2 adds the time only for users. */
  private initiated({ code }: StateReason): string {
    const at = new Date(this.parts.clock.now()).toISOString().replace('T', ' ').slice(0, 19);
    return code === userShutdown.code ? `User initiated (${at} GMT)` : '';
  }

  private end(instanceId: string, state: 'stopped' | 'terminated', reason: StateReason | undefined): void {
    this.parts.ended(instanceId);
    // A later command overrides an earlier one: an instance that was terminated while stopping stays terminated.
    this.update(instanceId, (found) => ({
      ...found,
      state: found.state === 'shutting-down' ? 'terminated' : state,
      endedAt: this.parts.clock.now(),
      ...(found.state === 'shutting-down' || state === 'terminated'
        ? { goneAt: this.parts.clock.now() }
        : {}),
      ...(reason === undefined ? {} : { stateReason: reason }),
    }));
  }

  private update(instanceId: string, change: (instance: Ec2Instance) => Ec2Instance): void {
    const found = this.instances.get(instanceId);
    if (found !== undefined) this.instances.set(instanceId, change(found));
  }
}

/** A Spot Instance gets its interruption notice two minutes ahead. */
const spotNoticeMs = 120_000;

const spotReclaimed: StateReason = {
  code: 'Server.SpotInstanceTermination',
  message: 'Server.SpotInstanceTermination: Spot instance termination',
};

const hostFailed: StateReason = {
  code: 'Server.InternalError',
  message: 'Server.InternalError: Internal error on launch or of the host',
};

const userShutdown: StateReason = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};
