import type { Remains } from '../agent/record';
import type { CostParts } from '../cost/accrual';
import type { SweepMetric } from '../sweep/run';
import type { JobState } from './job-states';
import type { Identity, Instance } from './ports';

export interface RunView {
  readonly index: number;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: JobState;
  /** Why it is so, a sentence: AWS's message for launch-failed, EC2's reason for lost. */
  readonly reason?: string;
  readonly exitCode?: number;
  /** What its job left when it had ended, where that is something. */
  readonly remains?: Remains;
  readonly instance?: Instance;
  /** Also of an instance that EC2 has forgotten. */
  readonly instanceId?: string;
  readonly instanceType?: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly launchedAt?: number;
  /** When its machine was started, where that was later: in the local cloud it may wait for room. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly expiresAt?: number;
  /** USD so far, with the most that CPU credits can have cost; undefined where the price is unknown. */
  readonly accruedUsd?: number;
  /** What `accruedUsd` is made of. */
  readonly costParts?: CostParts;
  /** What an hour costs from now on, at most; undefined where the price is unknown. */
  readonly hourlyUsd?: number;
  /** True while its instance, or its disks alone, still cost money. */
  readonly billing: boolean;
  /** The instance is stopped: its disks alone cost. */
  readonly stopped?: boolean;
  /** The instance exists although its TTL is over: nothing has ended it. */
  readonly overdue?: boolean;
}

/** How long a run's instance has been up, in milliseconds: while it costs, also after its job; undefined before it was started. */
export function uptimeOf(
  { billing, endedAt, instance, launchedAt, startedAt = launchedAt, stopped }: Timed,
  now: number,
): number | undefined {
  if (startedAt === undefined || instance?.waits === true) return undefined;
  return (billing && !stopped ? now : (endedAt ?? now)) - startedAt;
}

/** How long a run's job has taken so far, in milliseconds, from the start of its instance; undefined before. */
export function jobTimeOf(
  { endedAt, instance, launchedAt, startedAt = launchedAt }: Timed,
  now: number,
): number | undefined {
  if (startedAt === undefined || instance?.waits === true) return undefined;
  return (endedAt ?? now) - startedAt;
}

/** How long it has waited for room in the local cloud, in milliseconds; undefined where it did not. */
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
  /** True when runs remain that no process is launching: `resume` continues. */
  readonly resumable: boolean;
  /** With the most that CPU credits can have cost. */
  readonly accruedUsd: number;
  /** How much of `accruedUsd` are CPU credits at most: EC2 charges what was used of them. Missing: none. */
  readonly creditsUsd?: number;
  /** Accrued, and the most that the TTLs still allow. */
  readonly projectedUsd: number;
  /** Runs whose price is unknown, and which the two sums leave out. */
  readonly unpriced: number;
}

export interface SweepSummary {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly size: number;
}

export type { Identity, Instance };
