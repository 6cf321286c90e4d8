import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { textOf } from '../panels/results/selection';
import { nameOfState } from '../sidebar/states';
import type { World } from '../world';
import { fromRange, toPosition } from './convert';
import { about } from './reading';

/** Counts beside `params` and `grid`, and beside each run how it went in the last sweep of this file. */
export class Hints extends Disposables implements vscode.InlayHintsProvider {
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  readonly onDidChangeInlayHints = this.#changed.event;
  #told = '';

  constructor(private readonly world: World) {
    super();
    this.track(world.sweepFiles.onDidSettle(() => this.#changed.fire()));
    this.track(world.store.onDidChange(() => this.#follow()));
    this.track(world.findings.onDidRead(() => this.#changed.fire()));
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range, token: vscode.CancellationToken) {
    return about(this.world.sweepFiles, document, token, ({ file, language }) =>
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
    const { findings, store } = this.world;
    const provider = store.find(sweep.id)?.provider;
    if (provider !== undefined) findings.want(provider, sweep);
    const found = findings.measureOf(sweep.id);
    return (runName) => {
      const state = states.get(runName);
      const value = found?.values.get(runName);
      return value === undefined || state === undefined
        ? state
        : `${state} · ${found?.title} ${textOf(value)}`;
    };
  }

  #lastOf(uri: vscode.Uri) {
    return this.world.launches.lastOf(
      uri,
      this.world.store.fleet.flatMap((place) => place.sweeps),
    );
  }

  /** Asked for again only when a state that is in sight has changed. */
  #follow(): void {
    const told = vscode.window.visibleTextEditors
      .filter(({ document }) => this.world.sweepFiles.isSweep(document))
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
