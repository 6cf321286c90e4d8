import type * as vscode from 'vscode';
import type { AutoCollect } from '../collect/auto-collect';
import type { Collections } from '../collect/collections';
import type { EditorServices } from '../editor/services';
import type { SweepDrivers } from '../fleet/sweep-drivers';
import type { ReportPanels } from '../panels/report/report-panels';
import type { ResultsPanels } from '../panels/results/panels';
import type { TerminalServices } from '../terminal/services';

/** The dependencies of commands. The composition root creates them once per window. */
export interface Services extends TerminalServices, EditorServices {
  /** The extension's own folder. */
  readonly home: vscode.Uri;
  /** Folder with the launcher of the `spawn` command. */
  readonly commandFolder: string;
  readonly resultsPanels: ResultsPanels;
  readonly reports: ReportPanels;
  readonly collections: Collections;
  readonly autoCollect: AutoCollect;
  readonly drivers: SweepDrivers;
}
