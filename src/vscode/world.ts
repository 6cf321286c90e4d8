import type * as vscode from 'vscode';
import type { Clock } from '../engine/clock';
import type { CollectAlong } from './collect/along';
import type { Collections } from './collect/collections';
import type { SweepDocuments } from './editor/documents';
import type { Launches } from './launches';
import type { Documents } from './panels/documents';
import type { Findings } from './panels/results/findings';
import type { ResultsPanels } from './panels/results/panels';
import type { Places } from './places';
import type { Sidebar } from './sidebar/sidebar';
import type { FleetStore } from './sidebar/store';
import type { LoginUsers } from './terminal/login-users';

/** What commands work with. The composition root builds it once per window. */
export interface World {
  /** Folder of the extension itself. */
  readonly home: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly places: Places;
  readonly store: FleetStore;
  readonly sidebar: Sidebar;
  readonly sweepFiles: SweepDocuments;
  readonly documents: Documents;
  readonly launches: Launches;
  readonly results: ResultsPanels;
  readonly findings: Findings;
  readonly collections: Collections;
  readonly along: CollectAlong;
  readonly logins: LoginUsers;
  /** Folder for what this extension keeps for this user. */
  readonly storage: vscode.Uri;
  readonly clock: Clock;
}
