import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { plainText } from '../../../text/plain-text';
import { Disposables } from '../../disposables';
import type { Documents } from '../../documents/documents';
import { type Report, reportText } from '../../documents/report';
import { type PageAction, reportPage } from './page';

/** Plans and other reports as pages, one for each name, with their text for copies and comparisons. */
export class ReportPanels extends Disposables {
  readonly #panels = new Map<string, { readonly panel: vscode.WebviewPanel; report: Report }>();

  constructor(
    private readonly home: vscode.Uri,
    private readonly documents: Documents,
  ) {
    super();
  }

  /** @param launch a button that launches what the report describes */
  show(name: string, report: Report, launch?: Omit<PageAction, 'primary'>): void {
    const { panel } = this.#open(name, report);
    const { webview } = panel;
    webview.options = {
      enableScripts: false,
      enableCommandUris: [
        'spawn.copyReport',
        'spawn.showReportText',
        ...(launch === undefined ? [] : [launch.command]),
      ],
      localResourceRoots: [vscode.Uri.joinPath(this.home, 'media')],
    };
    webview.html = reportPage(report, {
      origin: webview.cspSource,
      style: webview.asWebviewUri(vscode.Uri.joinPath(this.home, 'media', 'report.css')).toString(),
      language: vscode.l10n.bundle === undefined ? 'en' : vscode.env.language,
      actions: [
        ...(launch === undefined ? [] : [{ ...launch, primary: true }]),
        { title: t('Copy'), command: 'spawn.copyReport', argument: name },
        { title: t('Open as Text'), command: 'spawn.showReportText', argument: name },
      ],
    });
    panel.reveal();
    // An open walkthrough counts what is done from then on, even if no command of VS Code's own was run for it.
    void vscode.commands.executeCommand('setContext', 'spawn.planned', true);
  }

  /** The report of this name as text; undefined once its panel was closed. */
  textOf(name: string): string | undefined {
    const known = this.#panels.get(name);
    return known === undefined ? undefined : reportText(known.report);
  }

  async showText(name: string): Promise<void> {
    const text = this.textOf(name);
    if (text !== undefined) await this.documents.showPlan(name, text);
  }

  override dispose(): void {
    for (const { panel } of this.#panels.values()) panel.dispose();
    super.dispose();
  }

  #open(name: string, report: Report): { readonly panel: vscode.WebviewPanel; report: Report } {
    const known = this.#panels.get(name);
    if (known !== undefined) {
      known.report = report;
      return known;
    }
    const panel = vscode.window.createWebviewPanel(
      'spawn.report',
      plainText(name),
      vscode.ViewColumn.Active,
      {
        enableFindWidget: true,
      },
    );
    panel.iconPath = vscode.Uri.joinPath(this.home, 'media', 'icon.svg');
    const opened = { panel, report };
    this.#panels.set(name, opened);
    this.track(panel.onDidDispose(() => this.#panels.delete(name)));
    return opened;
  }
}
