import path from 'node:path';
import * as vscode from 'vscode';
import type { AccountFacts } from '../../engine/launch/facts';
import type { SweepDocument } from '../../sweep/document';
import type { Knowledge } from '../../sweep/knowledge';
import type { Sweep, SweepDefaults } from '../../sweep/run';
import { Disposables } from '../disposables';
import { withTranslations } from '../l10n';
import { readSettings } from '../settings';
import { LearnedFacts } from './account-facts';
import { fromRange } from './convert';
import { besideOf } from './nearby';
import type { Beside } from './nearby-files';
import { isSweepDocument } from './recognise';

export type Language = typeof import('./language');

/** Milliseconds without a keystroke before the problems of a sweep file are shown. */
const quiet = 150;

/** An open sweep file, in its current version. */
export interface OpenSweep {
  readonly file: SweepDocument;
  readonly language: Language;
  readonly defaults: SweepDefaults;
}

interface Reading extends OpenSweep {
  readonly knowledge: Knowledge;
  /** Undefined for a file that was never saved. */
  readonly beside: Beside | undefined;
  version: number;
}

/** The open sweep files. Each is read once; an edit reads only the parts that it touches. */
export class SweepDocuments extends Disposables {
  readonly #settled = this.track(new vscode.EventEmitter<vscode.TextDocument>());
  /** A sweep file was opened or changed, or is interpreted differently since a setting changed. */
  readonly onDidSettle = this.#settled.event;
  readonly #left = this.track(new vscode.EventEmitter<vscode.Uri>());
  /** It is closed, or is no longer a sweep file. */
  readonly onDidLeave = this.#left.event;
  readonly #readings = new Map<string, Reading>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #listed = new Set<string>();
  readonly #learned: LearnedFacts;
  #language: Promise<Language> | undefined;
  #knowledge: Promise<Knowledge> | undefined;

  constructor(
    private readonly log: vscode.LogOutputChannel,
    /** With the bundles. */
    private readonly folder: string,
    /** Milliseconds since the epoch. */
    now: () => number,
  ) {
    super();
    this.#learned = new LearnedFacts(now);
    this.track(vscode.workspace.onDidOpenTextDocument((document) => this.#settle(document)));
    this.track(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#leave(uri)));
    this.track(vscode.workspace.onDidChangeTextDocument((event) => this.#edit(event)));
    this.track(vscode.workspace.onDidSaveTextDocument((document) => this.#reconfigure(document)));
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('spawn')) this.#reconfigure();
      }),
    );
    this.track(vscode.window.onDidChangeActiveTextEditor(() => this.#tellContext()));
    for (const document of vscode.workspace.textDocuments) this.#settle(document);
    this.#tellContext();
  }

  isSweep(document: vscode.TextDocument): boolean {
    return isSweepDocument(document, readSettings().files);
  }

  /** Loaded with the first sweep file. */
  language(): Promise<Language> {
    this.#language ??= withTranslations(import('./language'));
    return this.#language;
  }

  #known(): Promise<Knowledge> {
    this.#knowledge ??= this.language()
      .then(({ loadKnowledge }) => loadKnowledge(this.folder))
      .then((bundled) => this.#learned.sharpen(bundled))
      .catch((error: unknown) => {
        this.log.error('What is known of AWS and of shell scripts could not be read', String(error));
        return {};
      });
    return this.#knowledge;
  }

  /** The document's current content. Undefined if it isn't a sweep file. */
  open(document: vscode.TextDocument): Promise<OpenSweep | undefined> {
    return this.#readingOf(document);
  }

  async #readingOf(document: vscode.TextDocument): Promise<Reading | undefined> {
    if (!this.isSweep(document)) return undefined;
    const [language, knowledge] = await Promise.all([this.language(), this.#known()]);
    const key = document.uri.toString();
    const beside = besideOf(document.uri, language.findFiles);
    for (;;) {
      const { version } = document;
      const known = this.#readings.get(key);
      if (known?.version === version) return known;
      const defaults = this.defaults();
      const options = { defaults, surroundings: beside, knowledge };
      const file = new language.SweepDocument(sourceOf(document), options);
      // The files that it names must be looked up before problems are reported: then it is read again.
      if (beside?.readsAhead === true && (await beside.learn(language.needsOf(file)))) continue;
      if (document.version !== version) continue;
      const reading: Reading = { file, language, knowledge, beside, defaults, version };
      if (!document.isClosed) this.#readings.set(key, reading);
      return reading;
    }
  }

  /** What would be launched in this region. */
  async sweepIn(
    document: vscode.TextDocument,
    region: string | undefined,
    text = document.getText(),
  ): Promise<Sweep> {
    const { readSweep } = await this.language();
    const reading = await this.#readingOf(document);
    return readSweep({ ...sourceOf(document), text }, this.defaults(region), reading?.beside).sweep;
  }

  /** Checks open files with AWS's answers from preparing a launch. */
  learn(facts: AccountFacts): void {
    this.#learned.take(facts);
    this.#reconfigure();
  }

  /** The account or region has changed: facts about the old one are invalid. */
  forget(): void {
    this.#learned.forget();
    this.#reconfigure();
  }

  /** Settings that provide defaults for sweep files, without requests to a cloud. */
  defaults(region?: string): SweepDefaults {
    const settings = readSettings();
    const { env } = process;
    return {
      instanceType: settings.defaultInstanceType,
      region: region ?? settings.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    };
  }

  override dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    super.dispose();
  }

  #edit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const reading = this.#readings.get(key);
    if (reading !== undefined && contentChanges.length > 0) {
      // VS Code lists changes from the end of the text to its start, so each applies to the result of the one before
      // it.
      reading.file.edit(contentChanges.map(({ range, text }) => ({ range: fromRange(range), text })));
      reading.version = document.version;
    }
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => this.#settle(document), quiet),
    );
  }

  /** A setting, or a nearby file of a sweep file, has changed. */
  #reconfigure(saved?: vscode.TextDocument): void {
    const defaults = this.defaults();
    for (const document of vscode.workspace.textDocuments) {
      const key = document.uri.toString();
      const reading = this.#readings.get(key);
      if (reading === undefined || document === saved || (saved !== undefined && !isNear(document, saved))) {
        if (reading === undefined) this.#settle(document);
        continue;
      }
      const beside = besideOf(document.uri, reading.language.findFiles);
      if (beside?.readsAhead === true) this.#readings.delete(key);
      else this.#configure(document, { ...reading, beside, defaults });
      this.#settle(document);
    }
    this.#tellContext();
  }

  #configure(document: vscode.TextDocument, reading: Reading): void {
    const { file, defaults, knowledge, beside } = reading;
    file.configure({ defaults, surroundings: beside, knowledge });
    this.#readings.set(document.uri.toString(), reading);
  }

  /**
   * Looks for the nearby files that the sweep file names; listeners are notified when the result is known.
   * @param untold listeners weren't notified of this version yet
   */
  async #lookAround(document: vscode.TextDocument, untold: boolean): Promise<void> {
    const reading = await this.#readingOf(document);
    if (reading?.beside === undefined) return;
    const learned = await reading.beside.learn(reading.language.needsOf(reading.file));
    const now = this.#readings.get(document.uri.toString());
    if (now === undefined || now.beside !== reading.beside || !(learned || untold)) return;
    if (learned) this.#configure(document, now);
    this.#settled.fire(document);
  }

  #settle(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (document.isClosed) return;
    if (!this.isSweep(document)) {
      if (this.#listed.has(key)) this.#leave(document.uri);
      return;
    }
    const reading = this.#readings.get(key);
    if (reading !== undefined && reading.file.text !== document.getText()) {
      this.log.warn('A sweep file was read again from its start: an edit was missed.', document.uri.path);
      this.#readings.delete(key);
    }
    this.#listed.add(key);
    const untold = this.#readings.get(key)?.beside?.readsAhead === true;
    if (!untold) this.#settled.fire(document);
    this.#tellContext();
    this.#lookAround(document, untold).catch((error: unknown) => this.log.warn('files', String(error)));
  }

  #leave(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#readings.delete(key);
    if (this.#listed.delete(key)) this.#left.fire(uri);
    this.#tellContext();
  }

  #tellContext(): void {
    const active = vscode.window.activeTextEditor?.document;
    const value = active !== undefined && this.isSweep(active);
    void vscode.commands.executeCommand('setContext', 'spawn.activeFileIsSweep', value);
    // For the menus of the Explorer: sweep files that their names don't show.
    const paths = [...this.#listed].map((uri) => vscode.Uri.parse(uri, true).fsPath);
    void vscode.commands.executeCommand('setContext', 'spawn.openSweepFiles', paths);
  }
}

/** Whether a sweep file can name this file: it is in its folder or below. */
const isNear = (sweep: vscode.TextDocument, file: vscode.TextDocument): boolean =>
  file.uri.scheme === sweep.uri.scheme && file.uri.path.startsWith(`${path.posix.dirname(sweep.uri.path)}/`);

const sourceOf = (document: vscode.TextDocument) => ({
  text: document.getText(),
  language: document.languageId === 'yaml' ? ('yaml' as const) : ('json' as const),
  fileName: path.posix.basename(document.uri.path),
});
