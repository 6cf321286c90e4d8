import type { FromPanel } from '../contract';
import { initialState, type ViewState } from './view-state';

interface VsCode {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: ViewState): void;
}

declare function acquireVsCodeApi(): VsCode;

const vscode = acquireVsCodeApi();

export const send = (message: FromPanel): void => vscode.postMessage(message);

/** The arrangement of before, where there was one. VS Code hands back what `keep` gave it. */
export function restored(): ViewState {
  const state = vscode.getState();
  return typeof state === 'object' && state !== null ? { ...initialState, ...state } : initialState;
}

export const keep = (state: ViewState): void => vscode.setState(state);
