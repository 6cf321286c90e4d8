import * as vscode from 'vscode';
import type { Problem } from '../../sweep/problem';
import { Disposables } from '../disposables';
import { toRange } from './convert';
import type { SweepDocuments } from './documents';
import { toldByOthers } from './redhat-yaml';

/** Source name of diagnostics, by which quick fixes find them. */
const source = 'spawn';

/** Shows the problems of open sweep files. Published problems always belong to the visible version. */
export class Diagnostics extends Disposables {
  readonly #shown = this.track(vscode.languages.createDiagnosticCollection(source));

  constructor(
    private readonly files: SweepDocuments,
    log: vscode.LogOutputChannel,
  ) {
    super();
    const publish = (document: vscode.TextDocument): void => {
      this.#publish(document).catch((error: unknown) => log.error('diagnostics', String(error)));
    };
    const publishAll = (): void => vscode.workspace.textDocuments.forEach(publish);
    this.track(files.onDidSettle(publish));
    // Problems of other extensions appear and disappear with them.
    this.track(vscode.extensions.onDidChange(publishAll));
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('yaml') || event.affectsConfiguration('json')) publishAll();
      }),
    );
    this.track(files.onDidLeave((uri) => this.#shown.delete(uri)));
  }

  async #publish(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const open = await this.files.open(document);
    // Published in the same turn in which it was read, so that nothing can change in between.
    if (open === undefined || document.isClosed || document.version !== version) return;
    const told = toldByOthers(document);
    const own = open.file.problems().filter(({ code }) => !told.has(code));
    this.#shown.set(document.uri, own.map(toDiagnostic));
  }
}

export function toDiagnostic(problem: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(problem.range), problem.message, severityOf(problem));
  diagnostic.source = source;
  diagnostic.code = { value: problem.code, target: explanationOf(problem.code) };
  return diagnostic;
}

/** Links to the page that ships with the extension, so that it works without a network. */
const explanationOf = (code: string): vscode.Uri =>
  vscode.Uri.from({
    scheme: 'command',
    path: 'spawn.explainProblem',
    query: JSON.stringify([code]),
  });

function severityOf({ severity }: Problem): vscode.DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return vscode.DiagnosticSeverity.Error;
    case 'warning':
      return vscode.DiagnosticSeverity.Warning;
    case 'information':
      return vscode.DiagnosticSeverity.Information;
  }
}
