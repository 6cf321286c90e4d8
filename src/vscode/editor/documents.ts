import path from 'node:path';
import * as vscode from 'vscode';
import { readSweep, type SweepReading } from '../../sweep/read';
import type { SweepDefaults } from '../../sweep/run';
import { Disposables } from '../disposables';
import { readSettings } from '../settings';
import { isSweepDocument } from './recognise';
import { surroundingsOf } from './surroundings';

/** Milliseconds of quiet after a keystroke before a sweep file is read again. */
const quiet = 150;

/** A reading, and the version of the document that it holds for. */
export interface DocumentReading extends SweepReading {
  readonly version: number;
}

/** The sweep files that are open, each read once per version however many features ask. */
export class SweepDocuments extends Disposables {
  readonly #read = this.track(new vscode.EventEmitter<vscode.TextDocument>());
  /** A sweep file was opened, has changed and come to rest, or means something else since a setting changed. */
  readonly onDidRead = this.#read.event;
  readonly #closed = this.track(new vscode.EventEmitter<vscode.Uri>());
  /** It is closed, or is no sweep file any more. */
  readonly onDidLeave = this.#closed.event;
  readonly #readings = new Map<string, DocumentReading>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #known = new Set<string>();

  constructor() {
    super();
    this.track(vscode.workspace.onDidOpenTextDocument((document) => this.#settle(document)));
    this.track(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#leave(uri)));
    this.track(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#wait(document)));
    this.track(vscode.workspace.onDidSaveTextDocument(() => this.rereadAll()));
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('spawn')) this.rereadAll();
      }),
    );
    this.track(vscode.window.onDidChangeActiveTextEditor(() => this.#tellContext()));
    this.rereadAll();
  }

  isSweep(document: vscode.TextDocument): boolean {
    return isSweepDocument(document, readSettings().files);
  }

  /** What the document says, as of the version it has now. */
  reading(document: vscode.TextDocument): DocumentReading {
    const key = document.uri.toString();
    const known = this.#readings.get(key);
    if (known?.version === document.version) return known;
    const reading = { ...readDocument(document, this.defaults()), version: document.version };
    if (!document.isClosed) this.#readings.set(key, reading);
    return reading;
  }

  /** Settings that fill what a sweep file leaves open, without asking any cloud. */
  defaults(region?: string): SweepDefaults {
    const settings = readSettings();
    const { env } = process;
    return {
      instanceType: settings.defaultInstanceType,
      region: region ?? settings.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    };
  }

  /** What lies beside sweep files, or a setting, has changed. */
  rereadAll(): void {
    this.#readings.clear();
    for (const document of vscode.workspace.textDocuments) this.#settle(document);
    this.#tellContext();
  }

  override dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    super.dispose();
  }

  #wait(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => this.#settle(document), quiet),
    );
  }

  #settle(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (document.isClosed) return;
    if (!this.isSweep(document)) {
      if (this.#known.has(key)) this.#leave(document.uri);
      return;
    }
    this.#known.add(key);
    this.#read.fire(document);
    this.#tellContext();
  }

  #leave(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#readings.delete(key);
    if (this.#known.delete(key)) this.#closed.fire(uri);
    this.#tellContext();
  }

  #tellContext(): void {
    const active = vscode.window.activeTextEditor?.document;
    const value = active !== undefined && this.isSweep(active);
    void vscode.commands.executeCommand('setContext', 'spawn.activeFileIsSweep', value);
  }
}

/** Reads a document's text with these defaults, whatever was read before. */
export function readDocument(document: vscode.TextDocument, defaults: SweepDefaults): SweepReading {
  return readSweep(
    {
      text: document.getText(),
      language: document.languageId === 'yaml' ? 'yaml' : 'json',
      fileName: path.posix.basename(document.uri.path),
    },
    defaults,
    surroundingsOf(document.uri),
  );
}
