import type { FromPanel, SweepAddress } from './contract';
import { initialState, type ViewState } from './view-state';

/** What VS Code keeps for a window that is loaded again: what was shown, and how it was arranged. */
interface Kept extends ViewState {
  readonly sweeps: readonly SweepAddress[];
}

interface VsCode {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): VsCode;

const vscode = acquireVsCodeApi();

export const sendToHost = (message: FromPanel): void => vscode.postMessage(message);

/** The arrangement of before, where there was one. VS Code hands back what `keep` gave it. */
export function restored(): ViewState {
  const state = vscode.getState();
  return typeof state === 'object' && state !== null ? { ...initialState, ...state } : initialState;
}

export const keep = (state: ViewState, sweeps: readonly SweepAddress[]): void =>
  vscode.setState({ ...state, sweeps: sweeps.map(({ provider, sweepId }) => ({ provider, sweepId })) });
