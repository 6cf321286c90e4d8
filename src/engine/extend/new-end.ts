import { t } from '@vscode/l10n';
import { formatSeconds } from '../../text/durations';
import type { Instance } from '../ports';
import { latestExpiry } from '../track/expiry';

/** An instance whose end is to be changed. Times are milliseconds since the epoch. */
export interface Extension {
  readonly instance: Instance;
  readonly name: string;
  readonly from: number;
  readonly until: number;
  /** Maximum cost of the additional time, USD; undefined if the price is unknown. */
  readonly addedUsd?: number;
}

/** An instance whose end can't be changed, and why: a sentence. */
export interface RefusedExtension {
  readonly instance: Instance;
  readonly reason: string;
}

/** The effect of changing ends. A preview changes nothing. */
export interface ExtensionPreview {
  readonly extensions: readonly Extension[];
  readonly refused: readonly RefusedExtension[];
  /** Maximum USD, without those of unknown price. */
  readonly addedUsd: number;
  /** The number of instances without a known price. */
  readonly unpriced: number;
  /** Additional information, a sentence each: a budget that ends the sweep earlier. */
  readonly notes: readonly string[];
}

/** The properties that determine the end of an instance. */
export interface Lifetime {
  readonly instance: Instance;
  readonly name: string;
  /** Undefined: it has no TTL. */
  readonly expiresAt?: number | undefined;
  /** USD per hour with disk and address; undefined if the price is unknown. */
  readonly hourlyUsd?: number | undefined;
}

/**
 * How long before its end an instance can no longer be extended: its agent stops the script up to two minutes before
 * (agent/watch.sh), and checks twice a minute then.
 */
const lastCall = 3 * 60_000;

/** Changes the end of one instance by this number of seconds, or returns the reason why it can't. */
export function extensionOf(life: Lifetime, seconds: number, now: number): Extension | RefusedExtension {
  const { expiresAt, hourlyUsd, instance, name } = life;
  const refuse = (reason: string): RefusedExtension => ({ instance, reason });
  if (instance.state !== 'running' && instance.state !== 'pending')
    return refuse(t('{0} is {1}, so it has no TTL to extend.', name, instance.state));
  if (expiresAt === undefined) return refuse(t('{0} has no ttl to extend.', name));
  if (instance.tags['Name'] === undefined)
    return refuse(t('{0} is still being tagged. Try again in a minute.', name));
  const left = expiresAt - now;
  if (left < Math.min(lastCall, (expiresAt - instance.launchedAt) / 5))
    return refuse(t('{0} is about to end, so its TTL can no longer be extended.', name));
  const until = expiresAt + seconds * 1000;
  const most = Math.floor((latestExpiry(instance.launchedAt) - expiresAt) / 60_000) * 60;
  if (until > latestExpiry(instance.launchedAt))
    return refuse(
      most <= 0
        ? t('{0} already has a ttl of 30 days, which is the maximum.', name)
        : t(
            'The ttl of {0} would exceed 30 days, which is the maximum. You can add up to {1}.',
            name,
            formatSeconds(most),
          ),
    );
  return {
    instance,
    name,
    from: expiresAt,
    until,
    ...(hourlyUsd === undefined ? {} : { addedUsd: (hourlyUsd * seconds) / 3600 }),
  };
}

export const isRefused = (one: Extension | RefusedExtension): one is RefusedExtension => 'reason' in one;
