import type { FromPanel, SweepAddress } from './contract';
import { initialState, type ViewState } from './view-state';

/** The state that VS Code keeps for a window reload: the content, and its arrangement. */
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

/** The previous arrangement, if any. VS Code returns the argument of `keep`. */
export function restored(): ViewState {
  const state = vscode.getState();
  return typeof state === 'object' && state !== null ? { ...initialState, ...state } : initialState;
}

export const keep = (state: ViewState, sweeps: readonly SweepAddress[]): void =>
  vscode.setState({ ...state, sweeps: sweeps.map(({ provider, sweepId }) => ({ provider, sweepId })) });
