import type { Remains } from '../agent/record';
import type { CostParts } from '../cost/accrual';
import type { SweepMetric } from '../sweep/run';
import type { JobState } from './job-states';
import type { EndedAttempt } from './journal/entry';
import type { Identity, Instance } from './ports';

export interface RunView {
  readonly index: number;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: JobState;
  /** The reason, a sentence: AWS's message for launch-failed, EC2's reason for lost. */
  readonly reason?: string;
  readonly exitCode?: number;
  /** The number of its last attempt, if it has had several. */
  readonly attempt?: number;
  /** The attempts before that one, in their order. */
  readonly earlier?: readonly AttemptView[];
  /** What its job had left when it ended, if anything. */
  readonly remains?: Remains;
  readonly instance?: Instance;
  /** Also of an instance that EC2 no longer returns. */
  readonly instanceId?: string;
  readonly instanceType?: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly launchedAt?: number;
  /** When its machine was started, if later: in the local cloud it can wait for capacity. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly expiresAt?: number;
  /** USD so far, including the maximum cost of CPU credits; undefined if the price is unknown. */
  readonly accruedUsd?: number;
  /** The parts of `accruedUsd`. */
  readonly costParts?: CostParts;
  /** Maximum cost per hour from now on; undefined if the price is unknown. */
  readonly hourlyUsd?: number;
  /** True while its instance, or only its volumes, still cost money. */
  readonly billing: boolean;
  /** The instance is stopped: only its volumes cost money. */
  readonly stopped?: boolean;
  /** The instance exists although its TTL is over: nothing has ended it. */
  readonly overdue?: boolean;
}

/** An attempt of a run that another one followed. */
export interface AttemptView extends EndedAttempt {
  /** From 1. */
  readonly attempt: number;
  /** Undefined where the price is unknown. */
  readonly costUsd?: number | undefined;
}

/**
 * How long a run's instance has been running, in milliseconds: while it costs money, including after its job; undefined
 * before it was started.
 */
export function uptimeOf(
  { billing, endedAt, instance, launchedAt, startedAt = launchedAt, stopped }: Timed,
  now: number,
): number | undefined {
  if (startedAt === undefined || instance?.waits === true) return undefined;
  return (billing && !stopped ? now : (endedAt ?? now)) - startedAt;
}

/** The duration of a run's job so far, in milliseconds, from the start of its instance; undefined before. */
export function jobTimeOf(
  { endedAt, instance, launchedAt, startedAt = launchedAt }: Timed,
  now: number,
): number | undefined {
  if (startedAt === undefined || instance?.waits === true) return undefined;
  return (endedAt ?? now) - startedAt;
}

/** How long it has waited for capacity in the local cloud, in milliseconds; undefined if it didn't. */
export function waitOf({ instance, launchedAt, startedAt }: Timed, now: number): number | undefined {
  if (launchedAt === undefined) return undefined;
  if (instance?.waits === true) return now - launchedAt;
  return startedAt === undefined ? undefined : startedAt - launchedAt;
}

type Timed = Pick<RunView, 'billing' | 'endedAt' | 'instance' | 'launchedAt' | 'startedAt' | 'stopped'>;

export interface SweepView {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly fileName: string;
  /** The sweep file as launched. */
  readonly fileText: string;
  readonly region: string;
  readonly bucket?: string | undefined;
  readonly budget?: number | undefined;
  readonly metric?: SweepMetric | undefined;
  readonly runs: readonly RunView[];
  /** Running instances with the sweep's tags that belong to none of its runs: canceling terminates them too. */
  readonly strays?: readonly Instance[];
  /** True once every job has ended. */
  readonly finished: boolean;
  /** True if there are runs that no process is launching: `resume` continues. */
  readonly resumable: boolean;
  /** A process launches it, or drives its retries. */
  readonly led?: true;
  /** Its file has runs that get another attempt after some ends. */
  readonly retries?: true;
  /** How many runs wait for another attempt; missing: none. */
  readonly waitingRetries?: number;
  /** Including the maximum cost of CPU credits. */
  readonly accruedUsd: number;
  /** The maximum share of CPU credits in `accruedUsd`: EC2 charges for those that were used. Missing: none. */
  readonly creditsUsd?: number;
  /** Accrued, and the most that the TTLs still allow. */
  readonly projectedUsd: number;
  /** Runs whose price is unknown, which the two sums don't include. */
  readonly unpriced: number;
}

export interface SweepSummary {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly size: number;
}

export type { Identity, Instance };
