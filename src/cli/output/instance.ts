import { t } from '@vscode/l10n';
import type { Instance } from '../../engine/ports';
import type { RunView } from '../../engine/view';
import { compactMilliseconds } from '../../text/durations';
import type { Screen } from './screen';
import { styleOf } from './state-mark';
import { renderColumns, renderTable } from './table';

const sweepIdOfInstance = (instance: Instance): string | undefined => instance.tags['sweep:id'];
const nameOfInstance = ({ tags: { Name } }: Instance): string | undefined => Name;

/** Field names that scripts of the tutorial use: `tags.Name`, `network.public_ip`. */
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

/** One instance, one fact per line. */
export function renderInstance(instance: Instance, now: number): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('Instance:'), instance.id],
    [t('Name:'), nameOfInstance(instance)],
    [t('Sweep:'), sweepIdOfInstance(instance)],
    [t('State:'), instance.state],
    [t('Reason:'), instance.stateReason],
    [t('Type:'), instance.spot ? t('{0} (spot)', instance.type) : instance.type],
    [t('Zone:'), instance.availabilityZone],
    [t('Launched:'), new Date(instance.launchedAt).toISOString()],
    [t('Uptime:'), isUp(instance) ? compactMilliseconds(now - instance.launchedAt) : undefined],
    [t('Public IP:'), instance.publicIp],
    [t('Private IP:'), instance.privateIp],
    ...Object.entries(instance.tags)
      .filter(([key]) => key !== 'Name')
      .map(([key, value]) => [t('Tag:'), `${key}=${value}`] as const),
  ];
  return renderTable(facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value]])));
}

const isUp = ({ state }: Instance): boolean => state === 'pending' || state === 'running';

/** An instance in a list, with its run if its sweep is known. */
export interface ListedInstance {
  readonly instance: Instance;
  readonly run?: Pick<RunView, 'name' | 'state'>;
}

/** A line per instance. The header is for people: a pipe (`| wc -l`) gets only instances. */
export function renderInstances(rows: readonly ListedInstance[], now: number, screen: Screen): string {
  const sweeps = new Set(rows.map(({ instance }) => sweepIdOfInstance(instance)));
  return renderColumns(
    [
      { title: 'NAME', shortest: 12 },
      { title: 'INSTANCE-ID', shortest: 11 },
      { title: 'STATE' },
      { title: 'JOB' },
      { title: 'TYPE', leaves: 3 },
      { title: 'REGION', leaves: 4 },
      { title: 'UPTIME', align: 'right', leaves: 2 },
      { title: 'PUBLIC-IP', leaves: 5 },
      // The ID is omitted if all rows are of one sweep.
      { title: 'SWEEP', leaves: sweeps.size === 1 ? 6 : 1 },
    ],
    rows.map(({ instance, run }) => [
      run?.name ?? nameOfInstance(instance) ?? '-',
      instance.id,
      { text: instance.state, style: isUp(instance) ? screen.paint.active : screen.paint.dim },
      run === undefined ? '-' : { text: run.state, style: styleOf(run.state, screen.paint) },
      instance.type,
      instance.region,
      isUp(instance) ? compactMilliseconds(now - instance.launchedAt) : '-',
      instance.publicIp ?? '-',
      sweepIdOfInstance(instance) ?? '-',
    ]),
    screen,
    screen.isScreen && rows.length > 0,
  );
}
