import type * as vscode from 'vscode';
import type { Documents } from '../documents/documents';
import type { Clouds } from '../fleet/clouds';
import type { TargetSources } from '../sidebar/targets';
import type { LoginUsers } from './login-users';

/** What terminals work with. */
export interface TerminalServices extends TargetSources {
  readonly log: vscode.LogOutputChannel;
  readonly clouds: Clouds;
  readonly documents: Documents;
  readonly logins: LoginUsers;
  /** Folder for what this extension keeps for this user. */
  readonly storage: vscode.Uri;
}
