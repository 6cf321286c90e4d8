import type { Instance } from '../../engine/ports';
import type { RunView } from '../../engine/view';
import { compactMilliseconds } from '../../text/durations';
import { plain } from './plain';
import { renderTable } from './table';

const sweepIdOfInstance = (instance: Instance): string | undefined => instance.tags['sweep:id'];
const nameOfInstance = ({ tags: { Name } }: Instance): string | undefined => Name;

/** As the tutorial's scripts read it: `tags.Name`, `network.public_ip`. */
export function instanceJson(instance: Instance): Readonly<Record<string, unknown>> {
  return {
    instance_id: instance.id,
    name: nameOfInstance(instance) ?? null,
    sweep_id: sweepIdOfInstance(instance) ?? null,
    state: instance.state,
    state_reason: instance.stateReason ?? null,
    instance_type: instance.type,
    region: instance.region,
    availability_zone: instance.availabilityZone,
    launched_at: new Date(instance.launchedAt).toISOString(),
    spot: instance.spot,
    tags: instance.tags,
    network: networkJson(instance),
  };
}

export const networkJson = ({ publicIp, privateIp }: Instance): unknown => ({
  public_ip: publicIp ?? null,
  private_ip: privateIp ?? null,
});

/** One instance, a fact a line. */
export function renderInstance(instance: Instance, now: number): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Instance:', instance.id],
    ['Name:', nameOfInstance(instance)],
    ['Sweep:', sweepIdOfInstance(instance)],
    ['State:', instance.state],
    ['Reason:', instance.stateReason],
    ['Type:', instance.spot ? `${instance.type} (spot)` : instance.type],
    ['Zone:', instance.availabilityZone],
    ['Launched:', new Date(instance.launchedAt).toISOString()],
    ['Uptime:', isUp(instance) ? compactMilliseconds(now - instance.launchedAt) : undefined],
    ['Public IP:', instance.publicIp],
    ['Private IP:', instance.privateIp],
    ...Object.entries(instance.tags)
      .filter(([key]) => key !== 'Name')
      .map(([key, value]) => ['Tag:', `${key}=${value}`] as const),
  ];
  return renderTable(facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value]])));
}

const isUp = ({ state }: Instance): boolean => state === 'pending' || state === 'running';

/** A line per instance. The header is for people: a pipe (`| wc -l`) gets instances alone. */
export function renderInstances(
  rows: readonly { readonly instance: Instance; readonly run?: Pick<RunView, 'name' | 'state'> }[],
  now: number,
  header: boolean,
): string {
  return renderTable([
    ...(header
      ? [['NAME', 'INSTANCE-ID', 'STATE', 'JOB', 'TYPE', 'REGION', 'UPTIME', 'PUBLIC-IP', 'SWEEP']]
      : []),
    ...rows.map(({ instance, run }) => [
      plain(run?.name ?? nameOfInstance(instance) ?? '-'),
      instance.id,
      instance.state,
      run?.state ?? '-',
      instance.type,
      instance.region,
      isUp(instance) ? compactMilliseconds(now - instance.launchedAt) : '-',
      instance.publicIp ?? '-',
      sweepIdOfInstance(instance) ?? '-',
    ]),
  ]);
}
