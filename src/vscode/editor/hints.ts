import * as vscode from 'vscode';
import { nameOfState } from '../../engine/job-states';
import { textOf } from '../../results/selection';
import { Disposables } from '../disposables';
import { fromRange, toPosition } from './convert';
import { about } from './reading';
import type { EditorServices } from './services';

/** Counts next to `params` and `grid`, and next to each run its outcome in the last sweep of this file. */
export class Hints extends Disposables implements vscode.InlayHintsProvider {
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  readonly onDidChangeInlayHints = this.#changed.event;
  #told = '';

  constructor(private readonly services: EditorServices) {
    super();
    this.track(services.sweepFiles.onDidSettle(() => this.#changed.fire()));
    this.track(services.store.onDidChange(() => this.#follow()));
    this.track(services.resultsStore.onDidRead(() => this.#changed.fire()));
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range, token: vscode.CancellationToken) {
    return about(this.services.sweepFiles, document, token, ({ file, language }) =>
      language.inlayHints(file, fromRange(range), this.#notesFor(document.uri)).map(({ position, text }) => {
        const hint = new vscode.InlayHint(toPosition(position), text);
        hint.paddingLeft = true;
        return hint;
      }),
    );
  }

  #notesFor(uri: vscode.Uri): (runName: string) => string | undefined {
    const sweep = this.#lastOf(uri);
    if (sweep === undefined) return () => undefined;
    const states = new Map(sweep.runs.map(({ name, state }) => [name, nameOfState(state)]));
    const { resultsStore, store } = this.services;
    const provider = store.find(sweep.id)?.provider;
    if (provider !== undefined) resultsStore.want(provider, sweep);
    const found = resultsStore.measureOf(sweep.id);
    return (runName) => {
      const state = states.get(runName);
      const value = found?.values.get(runName);
      return value === undefined || state === undefined
        ? state
        : `${state} · ${found?.title} ${textOf(value)}`;
    };
  }

  #lastOf(uri: vscode.Uri) {
    return this.services.launches.lastOf(
      uri,
      this.services.store.fleet.flatMap((place) => place.sweeps),
    );
  }

  /** Updated only if a visible state has changed. */
  #follow(): void {
    const told = vscode.window.visibleTextEditors
      .filter(({ document }) => this.services.sweepFiles.isSweep(document))
      .map(({ document }) =>
        this.#lastOf(document.uri)
          ?.runs.map(({ state }) => state)
          .join(),
      )
      .join('\n');
    if (told === this.#told) return;
    this.#told = told;
    this.#changed.fire();
  }
}
