import type { Instance as Ec2Instance, Tag } from '@aws-sdk/client-ec2';
import type { Instance } from '../../engine/ports';

/** Converts EC2's description of an instance; undefined for one without an ID. */
export function instanceOf(region: string, instance: Ec2Instance, sshPort?: number): Instance | undefined {
  const { InstanceId: id, StateTransitionReason: transition } = instance;
  if (id === undefined) return undefined;
  const state = instance.State?.Name ?? 'pending';
  const reason = reasonOf(instance);
  const endedAt = state === 'running' || state === 'pending' ? undefined : timeIn(transition);
  return {
    id,
    region,
    availabilityZone: instance.Placement?.AvailabilityZone ?? '',
    type: instance.InstanceType ?? '',
    state,
    launchIndex: instance.AmiLaunchIndex ?? 0,
    launchedAt: instance.LaunchTime?.getTime() ?? 0,
    spot: instance.InstanceLifecycle === 'spot',
    tags: tagsOf(instance.Tags),
    imageId: instance.ImageId,
    stateReason: reason,
    endedAt,
    ...(instance.PublicIpAddress ? { publicIp: instance.PublicIpAddress } : {}),
    ...(sshPort === undefined ? {} : { sshPort, ...turnOf(instance, state) }),
    ...(instance.PrivateIpAddress ? { privateIp: instance.PrivateIpAddress } : {}),
  };
}

/**
 * The local cloud's state of an instance that waits for free capacity: it has no disk before its machine starts, and
 * its launch time changes to that start. Instances of EC2 don't wait.
 */
function turnOf(
  { BlockDeviceMappings, LaunchTime }: Ec2Instance,
  state: string,
): Pick<Instance, 'startedAt' | 'waits'> {
  const attachedAt = BlockDeviceMappings?.[0]?.Ebs?.AttachTime;
  if (state === 'pending' && attachedAt === undefined) return { waits: true };
  const startedAt = (attachedAt ?? LaunchTime)?.getTime();
  return startedAt === undefined ? {} : { startedAt };
}

/** `Server.SpotInstanceTermination: Spot instance termination` */
function reasonOf({
  StateReason: reason,
  StateTransitionReason: transition,
}: Ec2Instance): string | undefined {
  const { Code: code, Message: message } = reason ?? {};
  if (code !== undefined) {
    return message === undefined || message.startsWith(code) ? (message ?? code) : `${code}: ${message}`;
  }
  return transition === undefined || transition === '' ? undefined : transition;
}

/** `User initiated (2026-01-27 10:15:00 GMT)` */
function timeIn(transition: string | undefined): number | undefined {
  const match = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (GMT|UTC)\)/.exec(transition ?? '');
  if (match === null) return undefined;
  const at = Date.parse(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(at) ? undefined : at;
}

const tagsOf = (tags: readonly Tag[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
