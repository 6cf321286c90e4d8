import * as vscode from 'vscode';
import type { Problem } from '../../sweep/problem';
import { Disposables } from '../disposables';
import { toRange } from './convert';
import type { SweepDocuments } from './documents';

/** Name that diagnostics carry, and that quick fixes look for. */
export const source = 'spawn';

/** Shows the problems of open sweep files. What is published always belongs to the version that is shown. */
export class Diagnostics extends Disposables {
  readonly #shown = this.track(vscode.languages.createDiagnosticCollection(source));

  constructor(files: SweepDocuments) {
    super();
    this.track(
      files.onDidRead((document) => {
        const { problems, version } = files.reading(document);
        if (version === document.version) this.#shown.set(document.uri, problems.map(toDiagnostic));
      }),
    );
    this.track(files.onDidLeave((uri) => this.#shown.delete(uri)));
  }
}

export function toDiagnostic(problem: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(problem.range), problem.message, severityOf(problem));
  diagnostic.source = source;
  diagnostic.code = { value: problem.code, target: explanationOf(problem.code) };
  return diagnostic;
}

/** The page that ships with the extension says it, so that it is there without a network. */
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
