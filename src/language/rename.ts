import { t } from '@vscode/l10n';
import { SweepDocument } from '../sweep/document';
import { variableName } from '../sweep/environment';
import { plainOrQuoted } from '../sweep/finding';
import { isReservedKey } from '../sweep/keys';
import type { Run } from '../sweep/run';
import type { ReadScript } from '../sweep/script/scripts';
import { applyEdits, type Position, type Range, type TextEdit } from '../sweep/text';
import { layersOf, occurrencesOf } from './occurrences';
import { type ParameterSymbol, symbolAt } from './symbol';

/** The element to rename, with its text; undefined if there is nothing to rename. */
export function renameTarget(
  document: SweepDocument,
  position: Position,
): { readonly range: Range; readonly text: string } | undefined {
  const symbol = symbolAt(document, position);
  if (symbol?.key === undefined) return undefined;
  const here = occurrencesOf(document, symbol.variable).find(
    ({ range }) =>
      range.start.line === symbol.range.start.line && range.start.character === symbol.range.start.character,
  );
  return here === undefined ? undefined : { range: here.range, text: here.written };
}

export interface RenameEdit extends TextEdit {
  /** False if the word can have another meaning: the user decides. */
  readonly certain: boolean;
}

/** Changes of a script in a separate file. */
export interface ScriptFileEdits {
  /** Relative to the sweep file. */
  readonly path: string;
  /** The text that the offsets refer to. */
  readonly text: string;
  readonly edits: readonly {
    readonly start: number;
    readonly end: number;
    readonly newText: string;
    readonly certain: boolean;
  }[];
}

export type RenameOutcome =
  | {
      readonly kind: 'edits';
      /** The variable under its old name. */
      readonly variable: string;
      readonly edits: readonly RenameEdit[];
      readonly files: readonly ScriptFileEdits[];
    }
  | { readonly kind: 'refused'; readonly message: string };

/** Renames a parameter in all places: its keys, its placeholders, its variable in scripts and in the files that they write. */
export function rename(document: SweepDocument, position: Position, newName: string): RenameOutcome {
  const symbol = symbolAt(document, position);
  const refused = (message: string): RenameOutcome => ({ kind: 'refused', message });
  if (symbol?.key === undefined) return refused(t('There is no parameter here.'));
  // Entered on its `$VAR`: the key follows, in the case of other keys.
  const onVariable = variableName(newName) === newName && symbol.key !== symbol.variable;
  const key = onVariable ? newName.toLowerCase() : newName.trim();
  const variable = variableName(key);
  const taken = whyTaken(document, symbol, key, variable);
  if (taken !== undefined) return refused(taken);
  const edits: RenameEdit[] = [];
  for (const { exact: range, kind, written } of occurrencesOf(document, symbol.variable)) {
    if (range === undefined) return refused(kind === 'key' ? inOtherFile(symbol.key) : inScript(symbol));
    const text = kind === 'key' || kind === 'placeholder' ? key : variable;
    const quoted =
      document.language === 'json' || kind !== 'key' ? text : quotedKey(text, document, range, written);
    const newText = document.language === 'json' ? JSON.stringify(text).slice(1, -1) : quoted;
    edits.push({ range, newText, certain: kind !== 'mention' });
  }
  if (!keepsRuns(document, edits, symbol, key)) {
    return refused(
      t('Renaming `{0}` here would also change other parts of the runs. Rename it manually.', symbol.key),
    );
  }
  return {
    kind: 'edits',
    variable: symbol.variable,
    edits,
    files: scriptFiles(document, symbol.variable, variable),
  };
}

/** Why a parameter can't have this name; undefined if it can. */
function whyTaken(
  document: SweepDocument,
  symbol: ParameterSymbol,
  key: string,
  variable: string,
): string | undefined {
  if (key === '' || /[{}\n]/.test(key))
    return t('The name of a parameter must be a single line without braces.');
  if (isReservedKey(key)) return t('`{0}` has another meaning in a sweep file.', key);
  if (document.context.keys.of(key).unusable !== undefined)
    return t('`{0}` would set {1}, which is already in use.', key, `$${variable}`);
  for (const other of document.parameterKeys().keys()) {
    if (other !== symbol.key && document.context.keys.of(other).variable === variable)
      return t('`{0}` already becomes {1}. Choose another name.', other, `$${variable}`);
  }
  if (variable === symbol.variable) return undefined;
  const sets = scriptsOf(document).some(({ facts }) => facts?.writes.some(({ name }) => name === variable));
  return sets
    ? t(
        'The script itself sets {0}, so the value of the parameter would be lost. Choose another name.',
        `$${variable}`,
      )
    : undefined;
}

function scriptsOf(document: SweepDocument): readonly ReadScript[] {
  const read = new Map<string, ReadScript>();
  for (const { script } of layersOf(document)) {
    const found = script === undefined ? undefined : document.scripts.read(script);
    if (found !== undefined) read.set(found.text, found);
  }
  return [...read.values()];
}

function scriptFiles(document: SweepDocument, variable: string, newText: string): readonly ScriptFileEdits[] {
  const files = new Map<string, ScriptFileEdits>();
  for (const { script } of layersOf(document)) {
    if (script?.kind !== 'file' || files.has(script.node.text)) continue;
    const read = document.scripts.read(script);
    const uses = read === undefined ? [] : document.scripts.uses(read, variable);
    if (read === undefined || uses.length === 0) continue;
    const edits = uses.map(({ start, end, certain }) => ({ start, end, newText, certain }));
    files.set(script.node.text, { path: script.node.text, text: read.text, edits });
  }
  return [...files.values()];
}

/** Whether the renamed file has the same runs, except for this key, the scripts, and names derived from keys. */
function keepsRuns(
  document: SweepDocument,
  edits: readonly RenameEdit[],
  { variable }: ParameterSymbol,
  key: string,
): boolean {
  const { surroundings, knowledge } = document.context;
  const text = applyEdits(
    document.text,
    edits.filter(({ certain }) => certain),
  );
  const after = new SweepDocument(
    { text, language: document.language, fileName: document.fileName },
    { defaults: document.fallback, surroundings, knowledge },
  );
  const facts = ({ parameters, settings: { userData, ...settings } }: Run): string =>
    JSON.stringify([
      [...parameters].map(([name, value]) => [variableName(name) === variable ? key : name, value]),
      userData === undefined,
      settings,
    ]);
  const before = document.sweep().runs.map(facts);
  const now = after.sweep().runs.map(facts);
  return before.length === now.length && before.every((run, index) => run === now[index]);
}

const inOtherFile = (key: string): string =>
  t('`{0}` is a column of a CSV file. Rename it there, and its variable in the script.', key);

const inScript = ({ variable }: ParameterSymbol): string =>
  t(
    "{0} is used where it can't be renamed safely. First write the script as a block after `user_data: |`.",
    `$${variable}`,
  );

/** A quoted key keeps its quotes; a plain one gets quotes if the new name needs them. */
function quotedKey(text: string, document: SweepDocument, range: Range, written: string): string {
  const chunk = document.chunkAt(range.start);
  const before = chunk?.text[chunk.offsetAt(range.start) - 1];
  return written !== '' && (before === '"' || before === "'") ? text : plainOrQuoted(text);
}
