import type * as vscode from 'vscode';
import type { LaunchHistory } from '../fleet/launch-history';
import type { FleetStore } from '../fleet/store';
import type { ResultsStore } from '../results/store';
import type { SweepDocuments } from './documents';

/** The dependencies of the features of open sweep files. */
export interface EditorServices {
  readonly log: vscode.LogOutputChannel;
  readonly sweepFiles: SweepDocuments;
  readonly store: FleetStore;
  readonly launches: LaunchHistory;
  readonly resultsStore: ResultsStore;
}
