import type { Run } from './run';

/** Facts of the sweep that every run's environment holds. */
export interface SweepIdentity {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

/** `learning-rate` → `LEARNING_RATE`: upper case, other characters become `_`, a leading digit gets one. */
export declare function variableName(parameter: string): string;

/** What the script of this run sees: its parameters, and NAME, SWEEP_ID, SWEEP_NAME, SWEEP_INDEX, SWEEP_SIZE, SWEEP_REGION. */
export declare function environmentOf(run: Run, sweep: SweepIdentity): ReadonlyMap<string, string>;
