import type * as vscode from 'vscode';
import type { AutoCollect } from '../collect/auto-collect';
import type { Collections } from '../collect/collections';
import type { EditorServices } from '../editor/services';
import type { SweepDrivers } from '../fleet/sweep-drivers';
import type { ReportPanels } from '../panels/report/report-panels';
import type { ResultsPanels } from '../panels/results/panels';
import type { TerminalServices } from '../terminal/services';

/** What commands work with. The composition root builds it once per window. */
export interface Services extends TerminalServices, EditorServices {
  /** Folder of the extension itself. */
  readonly home: vscode.Uri;
  /** Folder of what starts the `spawn` command. */
  readonly commandFolder: string;
  readonly resultsPanels: ResultsPanels;
  readonly reports: ReportPanels;
  readonly collections: Collections;
  readonly autoCollect: AutoCollect;
  readonly drivers: SweepDrivers;
}
