import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { Completions } from './completion';
import { Diagnostics } from './diagnostics';
import { Fixes } from './fixes';
import { Hints } from './hints';
import { Lenses } from './lenses';
import { SweepOffer } from './offer';
import { RedHatYaml } from './redhat-yaml';
import type { EditorServices } from './services';
import { Folding, Hovers, Outline } from './structure';
import { Symbols } from './symbols';
import { legend, ScriptTokens } from './tokens';

/** Documents that may be sweep files; each feature checks this itself. */
const selector: vscode.DocumentSelector = [{ language: 'yaml' }, { language: 'json' }, { language: 'jsonc' }];
/** Languages without built-in structure in VS Code. */
const yaml: vscode.DocumentSelector = { language: 'yaml' };

/** Registers all editor features of sweep files. */
export function registerEditor(services: EditorServices, memory: vscode.Memento): Disposables {
  const { languages } = vscode;
  const { sweepFiles } = services;
  const editor = new Disposables();
  editor.track(new RedHatYaml(sweepFiles, services.log));
  editor.track(new Diagnostics(sweepFiles, services.log));
  editor.track(
    languages.registerCodeActionsProvider(selector, new Fixes(sweepFiles), {
      providedCodeActionKinds: Fixes.kinds,
    }),
  );
  editor.track(
    languages.registerCompletionItemProvider(
      selector,
      new Completions(sweepFiles, services.resultsStore),
      ...Completions.triggers,
    ),
  );
  editor.track(languages.registerHoverProvider(selector, new Hovers(sweepFiles)));
  editor.track(languages.registerDocumentSymbolProvider(yaml, new Outline(sweepFiles), { label: 'Spawn' }));
  editor.track(languages.registerFoldingRangeProvider(yaml, new Folding(sweepFiles)));
  const symbols = new Symbols(sweepFiles);
  editor.track(languages.registerDefinitionProvider(selector, symbols));
  editor.track(languages.registerReferenceProvider(selector, symbols));
  editor.track(languages.registerDocumentHighlightProvider(selector, symbols));
  editor.track(languages.registerRenameProvider(selector, symbols));
  const tokens = new ScriptTokens(sweepFiles);
  editor.track(languages.registerDocumentSemanticTokensProvider(selector, tokens, legend));
  editor.track(languages.registerDocumentRangeSemanticTokensProvider(selector, tokens, legend));
  const hints = editor.track(new Hints(services));
  editor.track(languages.registerInlayHintsProvider(selector, hints));
  const lenses = editor.track(new Lenses(services));
  editor.track(languages.registerCodeLensProvider(selector, lenses));
  const offer = editor.track(new SweepOffer(sweepFiles, memory));
  editor.track(languages.registerCodeLensProvider(selector, offer));
  return editor;
}
