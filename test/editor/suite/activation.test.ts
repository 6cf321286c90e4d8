import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated } from './extension';

interface Contributions {
  readonly commands: readonly { readonly command: string }[];
  readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
}

describe('the extension', () => {
  it('registers every command it contributes, and puts none into a menu that it does not contribute', async () => {
    const extension = await activated();
    const { commands, menus }: Contributions = extension.packageJSON.contributes;
    const contributed = commands.map(({ command }) => command).sort();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
    const inMenus = Object.values(menus).flatMap((items) => items.map(({ command }) => command));
    assert.deepEqual(
      inMenus.filter((command) => !contributed.includes(command)),
      [],
    );
  });

  it('has an English text for every key of its manifest', async () => {
    const { packageJSON } = await activated();
    assert.deepEqual(JSON.stringify(packageJSON.contributes).match(/%[\w.]+%/g) ?? [], []);
  });
});
