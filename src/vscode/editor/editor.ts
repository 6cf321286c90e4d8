import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { World } from '../world';
import { Diagnostics } from './diagnostics';
import { Fixes } from './fixes';
import { Lenses } from './lenses';
import { YamlNeighbour } from './peer';

/** Documents that may be sweep files; each feature asks for itself whether one is. */
const selector: vscode.DocumentSelector = [{ language: 'yaml' }, { language: 'json' }, { language: 'jsonc' }];

/** Everything a sweep file gets in the editor. */
export function registerEditor(world: World): Disposables {
  const editor = new Disposables();
  editor.track(new YamlNeighbour(world.sweepFiles, world.log));
  editor.track(new Diagnostics(world.sweepFiles, world.log));
  editor.track(
    vscode.languages.registerCodeActionsProvider(selector, new Fixes(world.sweepFiles), {
      providedCodeActionKinds: Fixes.kinds,
    }),
  );
  const lenses = editor.track(new Lenses(world));
  editor.track(vscode.languages.registerCodeLensProvider(selector, lenses));
  return editor;
}
