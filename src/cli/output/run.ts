import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import { type AttemptView, type RunView, uptimeOf } from '../../engine/view';
import { compactMilliseconds } from '../../text/durations';
import { plain } from './plain';
import { stateOf } from './run-state';
import { isEndless } from './sweep-cost';
import { renderTable } from './table';
import { isoTime } from './time';

/** One run, one fact per line. */
export function renderRun(run: RunView, sweepId: string, now: number): string {
  const up = uptimeOf(run, now);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [t('Run:'), run.name],
    [t('Sweep:'), sweepId],
    [t('State:'), stateOf(run)],
    [t('Reason:'), run.reason],
    ...Object.entries(run.parameters).map(([key, value]) => [t('Parameter:'), `${key}=${value}`] as const),
    [t('Instance:'), run.instanceId],
    [t('Instance state:'), run.instance?.state],
    [t('Type:'), run.instanceType],
    [t('Region:'), run.region],
    [t('Launched:'), isoTime(run.launchedAt)],
    [t('Ended:'), isoTime(run.endedAt)],
    [t('Uptime:'), up === undefined ? undefined : compactMilliseconds(up)],
    [t('TTL ends:'), isEndless(run) ? t('no end') : run.billing ? isoTime(run.expiresAt) : undefined],
    [t('Cost:'), run.accruedUsd === undefined ? undefined : formatUsd(run.accruedUsd)],
    ...(run.earlier ?? []).map((one) => [t('Attempt {0}:', one.attempt), attemptText(one)] as const),
    [t('Public IP:'), run.instance?.publicIp],
    [t('Private IP:'), run.instance?.privateIp],
  ];
  return renderTable(
    facts.flatMap(([label, value]) => (value === undefined || value === null ? [] : [[label, plain(value)]])),
  );
}

/** `interrupted · t3.micro spot · i-0abc · $0.0012` */
const attemptText = ({ costUsd, instance, state }: AttemptView): string =>
  [
    state,
    ...(instance === undefined
      ? []
      : [`${instance.instanceType}${instance.spot ? ' spot' : ''}`, instance.id]),
    ...(costUsd === undefined ? [] : [formatUsd(costUsd)]),
  ].join(' · ');
