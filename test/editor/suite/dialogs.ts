import * as vscode from 'vscode';

const kinds = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const;

/** What VS Code was asked to show, and what a user answered. The test driver shows no dialogs, so a test answers here. */
export class Dialogs {
  readonly shown: string[] = [];
  readonly #heard = new vscode.EventEmitter<string>();
  readonly onDidShow = this.#heard.event;
  readonly #originals = kinds.map((kind) => ({ kind, original: vscode.window[kind] }));

  /** @param answer what to press; undefined closes the dialog */
  constructor(answer: (message: string, buttons: readonly string[]) => string | undefined) {
    for (const kind of kinds)
      Object.defineProperty(vscode.window, kind, {
        configurable: true,
        writable: true,
        value: async (message: string, ...rest: readonly unknown[]) => {
          const buttons = rest.filter((item): item is string => typeof item === 'string');
          this.shown.push(message);
          this.#heard.fire(message);
          return answer(message, buttons);
        },
      });
  }

  restore(): void {
    for (const { kind, original } of this.#originals)
      Object.defineProperty(vscode.window, kind, { configurable: true, writable: true, value: original });
    this.#heard.dispose();
  }
}
