import * as vscode from 'vscode';
import type { Markdown } from '../text/markdown';
import { type PlainText, plainText } from '../text/plain-text';

/*
 * Every text that VS Code would read links, commands or icons out of goes through here or through pick.ts, whatever it is made of. Biome
 * holds the rest of this folder to it (scripts/shown.grit).
 */

type Level = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage';

interface Tell {
  <Button extends string>(text: string, ...buttons: readonly Button[]): Thenable<Button | undefined>;
  <Button extends string>(
    text: string,
    options: vscode.MessageOptions,
    ...buttons: readonly Button[]
  ): Thenable<Button | undefined>;
}

const told =
  (level: Level): Tell =>
  <Button extends string>(
    text: string,
    first?: vscode.MessageOptions | Button,
    ...buttons: readonly Button[]
  ): Thenable<Button | undefined> => {
    const show = vscode.window[level];
    if (first === undefined) return show(plainText(text), ...buttons);
    if (typeof first === 'string') return show(plainText(text), first, ...buttons);
    return show(plainText(text), safe(first), ...buttons);
  };

const safe = ({ detail, ...others }: vscode.MessageOptions): vscode.MessageOptions =>
  detail === undefined ? others : { ...others, detail: plainText(detail) };

/** Notifications, and with `modal` dialogs. */
export const tell = {
  information: told('showInformationMessage'),
  warning: told('showWarningMessage'),
  error: told('showErrorMessage'),
};

/** A temporary message in the status bar. Milliseconds. */
export const tellBriefly = (text: string, time: number): void => {
  vscode.window.setStatusBarMessage(plainText(text), time);
};

/** Prompts for one line of text. */
export const askText = (
  options: Pick<vscode.InputBoxOptions, 'ignoreFocusOut' | 'value'> & {
    readonly prompt: string;
    readonly title: string;
    validateInput(value: string): string | undefined;
  },
): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    ...options,
    prompt: plainText(options.prompt),
    title: plainText(options.title),
    validateInput: (value) => {
      const problem = options.validateInput(value);
      return problem === undefined ? undefined : plainText(problem);
    },
  });

/** Runs a task with a notification. */
export const tellProgress = <T>(
  { cancellable, title }: { readonly title: string; readonly cancellable: boolean },
  task: (
    report: (message: string, increment: number | undefined) => void,
    token: vscode.CancellationToken,
  ) => Promise<T>,
): Thenable<T> =>
  vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable },
    (progress, token) =>
      task(
        (message, increment) =>
          progress.report({
            message: plainText(message),
            ...(increment === undefined ? {} : { increment }),
          }),
        token,
      ),
  );

/** A status bar item; `icon` is one of VS Code's. */
export function fillStatusItem(
  item: vscode.StatusBarItem,
  { icon, text, tooltip }: { readonly icon: string; readonly text: string; readonly tooltip: string },
): void {
  const shown: PlainText = plainText(text);
  item.text = `$(${icon}) ${shown}`;
  item.tooltip = plainText(tooltip);
}

/** Markdown of this extension; text of other origin in it is `verbatim` or `code`. Commands, HTML, and icons are disabled in it. */
export function markdownString(markdown: Markdown): vscode.MarkdownString {
  const shown = new vscode.MarkdownString(markdown);
  shown.isTrusted = false;
  shown.supportHtml = false;
  shown.supportThemeIcons = false;
  return shown;
}

/** An error of a provider that VS Code shows by itself, in a notification. */
export const shownError = (text: string): Error => new Error(plainText(text));
