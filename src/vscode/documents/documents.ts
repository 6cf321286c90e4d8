import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../engine/clock';
import { Failure } from '../../engine/failure';
import { withoutSequences } from '../../text/controls';
import { Disposables } from '../disposables';
import { isCancelled } from '../failures';
import type { Clouds } from '../fleet/clouds';
import type { FleetStore } from '../fleet/store';
import { atRest } from '../fleet/watcher';
import { type Address, addressOf, scheme, uriOf } from './addresses';
import { costText } from './cost-text';

/** Milliseconds between two reads of a log that is followed. */
const tailPause = 2_000;

/** Spawn's read-only documents: plans, costs, files as launched, logs, console outputs. */
export class Documents extends Disposables implements vscode.TextDocumentContentProvider {
  readonly #changed = this.track(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;
  readonly #plans = new Map<string, string>();
  readonly #ready = new Map<string, string>();
  readonly #logs = new Map<string, string>();
  readonly #tails = new Map<string, AbortController>();

  constructor(
    private readonly clouds: Clouds,
    private readonly store: FleetStore,
    private readonly clock: Clock,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.track(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.track(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)));
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const address = addressOf(uri);
    if (address === undefined) return '';
    const ready = this.#ready.get(uri.toString());
    this.#ready.delete(uri.toString());
    if (ready !== undefined) return ready;
    const aborter = new AbortController();
    const watched = token.onCancellationRequested(() => aborter.abort());
    try {
      return await this.#contentOf(uri, address, aborter.signal);
    } finally {
      watched.dispose();
    }
  }

  /** Shows a plan; another one with the same name replaces it. */
  async showPlan(name: string, text: string): Promise<vscode.TextEditor> {
    const uri = uriOf({ kind: 'plan', name });
    this.#plans.set(uri.toString(), text);
    this.#changed.fire(uri);
    // An open walkthrough counts a completed step even if no VS Code command was run for it.
    void vscode.commands.executeCommand('setContext', 'spawn.planned', true);
    return vscode.window.showTextDocument(uri, { preview: false });
  }

  /** @throws Failure when what it shows cannot be read. */
  async show(address: Address): Promise<vscode.TextEditor> {
    const uri = uriOf(address);
    // Read before VS Code asks: a failure that passes through VS Code loses its kind, and with it the way out.
    this.#ready.set(uri.toString(), await this.#contentOf(uri, address, new AbortController().signal));
    if (address.kind !== 'plan' && address.kind !== 'launched') this.#changed.fire(uri);
    return vscode.window.showTextDocument(uri, { preview: false });
  }

  /** Shows a log and follows it to its end, for as long as it is open. */
  async tail(address: Address & { readonly kind: 'log' }): Promise<void> {
    const uri = uriOf(address);
    const editor = await this.show(address);
    toEnd(editor);
    if (this.#tails.has(uri.toString())) return;
    const aborter = new AbortController();
    this.#tails.set(uri.toString(), aborter);
    this.#follow(uri, address, aborter.signal)
      .catch((error: unknown) => {
        if (!isCancelled(error))
          this.log.warn('Tail log', error instanceof Error ? error.message : String(error));
      })
      .finally(() => this.#tails.delete(uri.toString()));
  }

  override dispose(): void {
    for (const tail of this.#tails.values()) tail.abort();
    super.dispose();
  }

  async #contentOf(uri: vscode.Uri, address: Address, signal: AbortSignal): Promise<string> {
    switch (address.kind) {
      case 'plan':
        return (
          this.#plans.get(uri.toString()) ??
          t('This plan is no longer available. Create a new one with “Spawn: Dry Run”.')
        );
      case 'cost': {
        const sweep =
          this.store.find(address.sweepId)?.sweep ??
          (await (await this.clouds.of(address.provider)).engine.view(address.sweepId, signal));
        return costText(sweep, address.provider, this.clock.now());
      }
      case 'launched': {
        const known = this.store.find(address.sweepId);
        if (known !== undefined) return known.sweep.fileText;
        const { engine } = await this.clouds.of(address.provider);
        return (await engine.view(address.sweepId, signal)).fileText;
      }
      case 'log': {
        const text = await this.#readLog(address, signal);
        this.#logs.set(uri.toString(), text);
        return text;
      }
      case 'console':
        return this.#readConsole(address, signal);
    }
  }

  async #readConsole(address: Address & { readonly kind: 'console' }, signal: AbortSignal): Promise<string> {
    const { engine } = await this.clouds.of(address.provider);
    const instance =
      this.store.instance(address.instanceId)?.instance ??
      (await engine.instances(signal)).find(({ id }) => id === address.instanceId);
    if (instance === undefined)
      throw new Failure(
        'not-found',
        'NoSuchInstance',
        t('EC2 no longer has {0} or its console output. The log of its run is kept.', address.instanceId),
      );
    const text = await engine.consoleOutput(instance, signal);
    return text.trim() === ''
      ? t('(no console output yet: EC2 provides it a few minutes after an instance starts)')
      : readable(text);
  }

  async #readLog(address: Address & { readonly kind: 'log' }, signal: AbortSignal): Promise<string> {
    const { engine } = await this.clouds.of(address.provider);
    const text = await engine.log(address.sweepId, address.runName, signal);
    return text === undefined ? t('(no output yet)') : readable(text);
  }

  async #follow(
    uri: vscode.Uri,
    address: Address & { readonly kind: 'log' },
    signal: AbortSignal,
  ): Promise<void> {
    for (;;) {
      await this.clock.sleep(tailPause, signal);
      const seen = vscode.window.visibleTextEditors.filter(
        (editor) => editor.document.uri.toString() === uri.toString(),
      );
      // Asked before reading: what was written until the run ended is then in the text that follows.
      const ended = this.#hasEnded(address);
      if (seen.length > 0 || ended) {
        const text = await this.#readLog(address, signal);
        if (text !== this.#logs.get(uri.toString())) await this.#grow(uri, text, signal);
      }
      if (ended) return;
    }
  }

  /** Passes the new text to VS Code, and keeps editors at the end if they were there. */
  async #grow(uri: vscode.Uri, text: string, signal: AbortSignal): Promise<void> {
    const atEnd = vscode.window.visibleTextEditors.filter(
      (editor) => editor.document.uri.toString() === uri.toString() && standsAtEnd(editor),
    );
    const arrived = new Promise<void>((resolve) => {
      const heard = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.uri.toString() === uri.toString()) done();
      });
      const done = () => {
        heard.dispose();
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done);
    });
    this.#logs.set(uri.toString(), text);
    this.#changed.fire(uri);
    await arrived;
    for (const editor of atEnd) toEnd(editor);
  }

  #hasEnded({ sweepId, runName }: { readonly sweepId: string; readonly runName: string }): boolean {
    const found = this.store.find(sweepId);
    if (found === undefined) return false;
    const run = found.sweep.runs.find(({ name }) => name === runName);
    return run === undefined || run.endedAt !== undefined || atRest(found.sweep);
  }

  #forget(uri: vscode.Uri): void {
    if (uri.scheme !== scheme) return;
    this.#tails.get(uri.toString())?.abort();
    this.#plans.delete(uri.toString());
    this.#ready.delete(uri.toString());
    this.#logs.delete(uri.toString());
  }
}

/** Output as text: without terminal colors, and with only the last state of progress bars. */
const readable = (text: string): string => withoutSequences(text).replace(/[^\n]*\r(?!\n)/g, '');

const standsAtEnd = (editor: vscode.TextEditor): boolean =>
  editor.selection.active.line >= editor.document.lineCount - 1;

function toEnd(editor: vscode.TextEditor): void {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
}
