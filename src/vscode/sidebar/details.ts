import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { Provider } from '../../engine/connection';
import { nameOfState } from '../../engine/job-states';
import { type AttemptView, jobTimeOf, uptimeOf, waitOf } from '../../engine/view';
import { formatMilliseconds, formatMillisecondsLeft, formatTaken } from '../../text/durations';
import type { FleetNode, RunNode } from '../fleet/nodes';
import { formatMoment } from '../format/moments';
import { countsOf, moneyOf, waitsForDriver } from './row-appearance';

/** Content of a tooltip: a title and facts. Texts are verbatim; the code that shows them escapes them. */
export interface Details {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** Details of a row, created only for a tooltip. */
export function detailsOf(node: FleetNode, now: number): Details | undefined {
  switch (node.kind) {
    case 'sweep': {
      const { sweep } = node;
      return {
        title: sweep.id,
        facts: [
          [t('Progress'), countsOf(sweep)],
          [t('File'), sweep.fileName],
          [
            t('Launched'),
            t('{0} ({1} ago)', formatMoment(sweep.createdAt, now), formatMilliseconds(now - sweep.createdAt)),
          ],
          [t('Region'), sweep.region],
          [
            t('Bucket'),
            sweep.bucket ?? t('none: collect while the instances are running to know how jobs ended'),
          ],
          [t('Cost'), costIn(node.provider, moneyOf(sweep))],
          ...optional(t('Budget'), sweep.budget === undefined ? undefined : formatUsd(sweep.budget)),
          ...(sweep.resumable
            ? [[t('Launching'), t('stopped before all runs were launched; you can resume it')] as const]
            : []),
          ...(waitsForDriver(sweep) ? [[t('Retries'), waitingText(sweep.waitingRetries ?? 0)] as const] : []),
        ],
      };
    }
    case 'run':
      return {
        title: node.run.name,
        facts: [
          ...runFacts(node, now),
          ...optional(node.measure?.title ?? '', node.measure?.values.get(node.run.name)),
        ],
      };
    case 'instance': {
      const { instance, run, sweep } = node;
      return {
        title: instance.id,
        facts: [
          [t('State'), instance.state],
          ...optional(t('Reason'), instance.stateReason),
          [t('Type'), instance.spot ? t('{0} (spot)', instance.type) : instance.type],
          [t('Zone'), instance.availabilityZone],
          [t('Launched'), t('{0} ago', formatMilliseconds(now - instance.launchedAt))],
          ...optional(t('Public address'), instance.publicIp),
          ...optional(t('Sweep'), sweep?.id ?? instance.tags['sweep:id']),
          ...(run === undefined ? [] : [[t('Run'), run.name] as const]),
        ],
      };
    }
    case 'group':
    case 'orphans':
    case 'older':
      return undefined;
  }
}

/** The local cloud is free; AWS would not be. */
const costIn = (provider: Provider, money: string): string =>
  provider === 'local' ? t('none: local cloud (on AWS {0})', money) : money;

function runFacts({ provider, run }: RunNode, now: number): Details['facts'] {
  const job = jobTimeOf(run, now);
  const up = uptimeOf(run, now);
  const wait = waitOf(run, now);
  return [
    [t('State'), nameOfState(run.state)],
    ...optional(t('Reason'), run.reason),
    ...optional(t('Exit code'), run.exitCode),
    ...(run.earlier ?? []).map((one) => [t('Attempt {0}', one.attempt), attemptText(one, provider)] as const),
    ...optional(t('Attempt'), run.attempt),
    ...Object.entries(run.parameters),
    ...optional(t('Instance'), run.instance?.id),
    ...optional(t('Instance state'), run.instance?.state),
    ...optional(t('Type'), run.instanceType ?? run.instance?.type),
    [t('Region'), run.region],
    ...optional(t('Public address'), run.instance?.publicIp),
    ...(wait === undefined ? [] : [[t('Waited for room'), formatMilliseconds(wait)] as const]),
    ...(job === undefined ? [] : [[t('Job time'), formatTaken(job)] as const]),
    ...(up === undefined ? [] : [[t('Instance uptime'), formatMilliseconds(up)] as const]),
    ...(run.billing && run.expiresAt !== undefined
      ? [
          run.overdue === true
            ? ([t('Past its TTL by'), formatMilliseconds(now - run.expiresAt)] as const)
            : ([t('TTL left'), formatMillisecondsLeft(run.expiresAt - now)] as const),
        ]
      : []),
    ...(run.stopped === true && run.hourlyUsd !== undefined
      ? [[t('Disk'), t('{0} per hour until the instance is terminated', formatUsd(run.hourlyUsd))] as const]
      : []),
    [t('Cost'), costIn(provider, run.accruedUsd === undefined ? t('unknown') : formatUsd(run.accruedUsd))],
  ];
}

const waitingText = (count: number): string =>
  count === 1
    ? t('1 run waits for another attempt, at no charge: no Spawn window or command launches it')
    : t('{0} runs wait for another attempt, at no charge: no Spawn window or command launches it', count);

/** `interrupted · t3.micro spot · $0.0012` */
const attemptText = ({ costUsd, instance, state }: AttemptView, provider: Provider): string =>
  [
    nameOfState(state),
    ...(instance === undefined
      ? []
      : [instance.spot ? t('{0} spot', instance.instanceType) : instance.instanceType]),
    ...(costUsd === undefined || provider === 'local' ? [] : [formatUsd(costUsd)]),
  ].join(' · ');

const optional = (name: string, value: string | number | undefined): Details['facts'] =>
  value === undefined || value === '' ? [] : [[name, String(value)]];
