import { isFinal, isTrouble, type KnownJobState } from '../../engine/job-states';
import type { RunView } from '../../engine/view';
import { stateOf } from './run-state';
import type { Paint, Screen, Style } from './screen';
import type { Cell } from './table';

/** A symbol of one column, with the shape of the editor's icon for the state. */
const signs: Readonly<Record<KnownJobState, readonly [sign: string, tone: keyof Paint]>> = {
  queued: ['○', 'dim'],
  launching: ['◌', 'active'],
  'waiting-to-retry': ['↻', 'caution'],
  pending: ['◌', 'active'],
  running: ['●', 'active'],
  overdue: ['!', 'bad'],
  succeeded: ['✓', 'good'],
  failed: ['✗', 'bad'],
  'stopped-early': ['■', 'odd'],
  expired: ['↺', 'caution'],
  interrupted: ['↯', 'caution'],
  cancelled: ['⊘', 'dim'],
  'launch-failed': ['✗', 'bad'],
  lost: ['?', 'caution'],
};

const signByState = new Map<string, (typeof signs)[KnownJobState]>(Object.entries(signs));

const signOf = (state: string): string => signByState.get(state)?.[0] ?? '·';

export const styleOf = (state: string, paint: Paint): Style => paint[signByState.get(state)?.[1] ?? 'bold'];

/** The state of a run as a cell: with its symbol on a screen, and otherwise only the word. */
export function stateCell(run: RunView, { isScreen, paint }: Screen): Cell {
  const text = stateOf(run);
  return { text: isScreen ? `${signOf(run.state)} ${text}` : text, style: styleOf(run.state, paint) };
}

/** The run has failed, or is failing. */
export const runInTrouble = ({ overdue, state }: RunView): boolean => isTrouble(state) || overdue === true;

/** By urgency: failures, then running, then waiting, then completed runs. */
export function urgencyOf(run: RunView): number {
  if (runInTrouble(run)) return 0;
  if (run.state === 'running') return 1;
  return isFinal(run.state) ? 3 : 2;
}
