import { t } from '@vscode/l10n';

interface JobStateFacts {
  /** The job has ended. */
  readonly final: boolean;
  /** It has failed. */
  readonly trouble?: true;
  /** It never had an instance. */
  readonly withoutInstance?: true;
  readonly name: () => string;
}

/**
 * The states of a run's job, in their display order: running, failed, completed. Their names are in records and in
 * JSON. `vscode/fleet/states.ts` has the icons of the sidebar.
 */
const jobStates = {
  /** Its TTL is over, and its instance is still running without a report of its job. */
  overdue: { final: false, name: () => t('past its TTL') },
  running: { final: false, name: () => t('running') },
  pending: { final: false, name: () => t('pending') },
  launching: { final: false, withoutInstance: true, name: () => t('launching') },
  /** An attempt is over, and another one is to follow. */
  'waiting-to-retry': { final: false, withoutInstance: true, name: () => t('waiting to retry') },
  queued: { final: false, withoutInstance: true, name: () => t('queued') },
  failed: { final: true, trouble: true, name: () => t('failed') },
  'launch-failed': { final: true, trouble: true, withoutInstance: true, name: () => t('launch failed') },
  lost: { final: true, trouble: true, name: () => t('lost') },
  interrupted: { final: true, trouble: true, name: () => t('interrupted') },
  expired: { final: true, trouble: true, name: () => t('expired') },
  cancelled: { final: true, name: () => t('canceled') },
  'stopped-early': { final: true, name: () => t('stopped early') },
  succeeded: { final: true, name: () => t('succeeded') },
} as const satisfies Readonly<Record<string, JobStateFacts>>;

export type KnownJobState = keyof typeof jobStates;

/** State of a run's job; its instance has a separate state. A state that this version doesn't know is passed on verbatim. */
export type JobState = KnownJobState | (string & {});

const factsByState: ReadonlyMap<string, JobStateFacts> = new Map(Object.entries(jobStates));

/** Known states, in their display order. */
export const orderedStates: readonly string[] = [...factsByState.keys()];

/** States of jobs that have or had an instance, by name. */
export const statesWithInstance: readonly string[] = orderedStates.filter(
  (state) => factsByState.get(state)?.withoutInstance === undefined,
);

export const isKnownState = (state: JobState): state is KnownJobState => factsByState.has(state);

/** A state that this version doesn't know is from the record, which only contains final states. */
export const isFinal = (state: JobState): boolean => factsByState.get(state)?.final ?? true;

export const isTrouble = (state: JobState): boolean => factsByState.get(state)?.trouble === true;

/** The state for users; unknown ones are shown verbatim. */
export const nameOfState = (state: JobState): string => factsByState.get(state)?.name() ?? state;
