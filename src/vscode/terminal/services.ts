import type * as vscode from 'vscode';
import type { Documents } from '../documents/documents';
import type { Clouds } from '../fleet/clouds';
import type { TargetSources } from '../sidebar/targets';
import type { LoginUsers } from './login-users';

/** The dependencies of terminals. */
export interface TerminalServices extends TargetSources {
  readonly log: vscode.LogOutputChannel;
  readonly clouds: Clouds;
  readonly documents: Documents;
  readonly logins: LoginUsers;
  /** The extension's folder for this user. */
  readonly storage: vscode.Uri;
}
