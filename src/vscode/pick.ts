import * as vscode from 'vscode';
import { plainText } from '../text/plain-text';

/** An entry to choose. VS Code shows its texts as they are. */
export interface PickEntry {
  /** ID of a VS Code icon. */
  readonly icon?: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Initially selected, if several can be. */
  readonly picked?: boolean;
}

type PickOptions = Omit<vscode.QuickPickOptions, 'canPickMany'> & { readonly placeHolder: string };

/** Prompts for one entry. Undefined if the user chose none. */
export async function pick<Item extends PickEntry>(
  items: readonly Item[],
  options: PickOptions,
): Promise<Item | undefined> {
  const shown = new Map(items.map((item) => [rowOf(item), item]));
  const row = await vscode.window.showQuickPick([...shown.keys()], plainOptions(options));
  return row === undefined ? undefined : shown.get(row);
}

/** The same for any number of entries. */
export async function pickSeveral<Item extends PickEntry>(
  items: readonly Item[],
  options: PickOptions,
): Promise<readonly Item[] | undefined> {
  const shown = new Map(items.map((item) => [rowOf(item), item]));
  const rows = await vscode.window.showQuickPick([...shown.keys()], {
    ...plainOptions(options),
    canPickMany: true,
  });
  return rows?.flatMap((row) => shown.get(row) ?? []);
}

const rowOf = ({ description, detail, icon, label, picked }: PickEntry): vscode.QuickPickItem => ({
  label: icon === undefined ? plainText(label) : `$(${icon}) ${plainText(label)}`,
  ...(description === undefined ? {} : { description: plainText(description) }),
  ...(detail === undefined ? {} : { detail: plainText(detail) }),
  ...(picked === undefined ? {} : { picked }),
});

const plainOptions = (options: PickOptions): PickOptions => ({
  ...options,
  placeHolder: plainText(options.placeHolder),
  ...(options.title === undefined ? {} : { title: plainText(options.title) }),
});
