import { formatUsd } from '../../cost/money';
import { type RunView, uptimeOf } from '../../engine/view';
import { compactMilliseconds } from '../../text/durations';
import { plain } from './plain';
import { isoTime, stateOf } from './sweep';
import { renderTable } from './table';

/** One run, a fact a line. */
export function renderRun(run: RunView, sweepId: string, now: number): string {
  const up = uptimeOf(run, now);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Run:', run.name],
    ['Sweep:', sweepId],
    ['State:', stateOf(run)],
    ['Reason:', run.reason],
    ...Object.entries(run.parameters).map(([key, value]) => ['Parameter:', `${key}=${value}`] as const),
    ['Instance:', run.instanceId],
    ['Instance state:', run.instance?.state],
    ['Type:', run.instanceType],
    ['Region:', run.region],
    ['Launched:', isoTime(run.launchedAt)],
    ['Ended:', isoTime(run.endedAt)],
    ['Uptime:', up === undefined ? undefined : compactMilliseconds(up)],
    ['TTL ends:', run.billing ? isoTime(run.expiresAt) : undefined],
    ['Cost:', run.accruedUsd === undefined ? undefined : formatUsd(run.accruedUsd)],
    ['Public IP:', run.instance?.publicIp],
    ['Private IP:', run.instance?.privateIp],
  ];
  return renderTable(
    facts.flatMap(([label, value]) => (value === undefined || value === null ? [] : [[label, plain(value)]])),
  );
}
