import { t } from '@vscode/l10n';

interface JobStateFacts {
  /** Nothing more happens to the job. */
  readonly final: boolean;
  /** It ended in failure. */
  readonly trouble?: true;
  /** It never had an instance. */
  readonly withoutInstance?: true;
  readonly name: () => string;
}

/**
 * The states of a run's job, in the order in which they are shown: what runs, what went wrong, what is done. Their names are in
 * records and in JSON. The icons of the sidebar are in `vscode/fleet/states.ts`.
 */
const jobStates = {
  /** Its TTL is over, and its instance runs on without a word of its job. */
  overdue: { final: false, name: () => t('past its TTL') },
  running: { final: false, name: () => t('running') },
  pending: { final: false, name: () => t('pending') },
  launching: { final: false, withoutInstance: true, name: () => t('launching') },
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

/** State of a run's job; its instance has a separate state. One that this version does not know is passed on verbatim. */
export type JobState = KnownJobState | (string & {});

const factsByState: ReadonlyMap<string, JobStateFacts> = new Map(Object.entries(jobStates));

/** Known states, in the order in which they are shown. */
export const orderedStates: readonly string[] = [...factsByState.keys()];

/** States of jobs that have or had an instance, by their names. */
export const statesWithInstance: readonly string[] = orderedStates.filter(
  (state) => factsByState.get(state)?.withoutInstance === undefined,
);

export const isKnownState = (state: JobState): state is KnownJobState => factsByState.has(state);

/** A state that this version does not know came from the record, where only ends are written. */
export const isFinal = (state: JobState): boolean => factsByState.get(state)?.final ?? true;

export const isTrouble = (state: JobState): boolean => factsByState.get(state)?.trouble === true;

/** The state as a user reads it; unknown ones verbatim. */
export const nameOfState = (state: JobState): string => factsByState.get(state)?.name() ?? state;
