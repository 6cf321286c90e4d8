import { t } from '@vscode/l10n';
import type { SweepDocument } from '../sweep/document';
import { variableName } from '../sweep/environment';
import { plainOrQuoted } from '../sweep/finding';
import { isReservedKey } from '../sweep/keys';
import type { Position, Range, TextEdit } from '../sweep/text';
import { occurrencesOf, type ParameterSymbol, symbolAt } from './occurrences';

/** What would be renamed, and how it is written there; undefined where there is nothing to rename. */
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

export type RenameOutcome =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'refused'; readonly message: string };

/** Renames a parameter everywhere at once: its keys, its placeholders, its variable in scripts and in what they write. */
export function rename(document: SweepDocument, position: Position, newName: string): RenameOutcome {
  const symbol = symbolAt(document, position);
  const refused = (message: string): RenameOutcome => ({ kind: 'refused', message });
  if (symbol?.key === undefined) return refused(t('There is no parameter here.'));
  // Typed on its `$VAR`: the key follows in the case that keys are written in.
  const onVariable = variableName(newName) === newName && symbol.key !== symbol.variable;
  const key = onVariable ? newName.toLowerCase() : newName.trim();
  const variable = variableName(key);
  const fact = document.context.keys.of(key);
  if (key === '' || /[{}\n]/.test(key))
    return refused(t('A parameter needs a name of one line without braces.'));
  if (isReservedKey(key)) return refused(t('`{0}` means something else in a sweep file.', key));
  if (fact.unusable !== undefined)
    return refused(t('`{0}` would set {1}, which is taken.', key, `$${variable}`));
  for (const other of document.parameterKeys().keys()) {
    if (other !== symbol.key && document.context.keys.of(other).variable === variable) {
      return refused(t('`{0}` becomes {1} already. Choose another name.', other, `$${variable}`));
    }
  }
  const edits: TextEdit[] = [];
  for (const { exact: range, kind, written } of occurrencesOf(document, symbol.variable)) {
    if (range === undefined) return refused(kind === 'key' ? inOtherFile(symbol.key) : inScript(symbol));
    const text = kind === 'key' || kind === 'placeholder' ? key : variable;
    const quoted =
      document.language === 'json' || kind !== 'key' ? text : quotedKey(text, document, range, written);
    edits.push({ range, newText: document.language === 'json' ? JSON.stringify(text).slice(1, -1) : quoted });
  }
  return { kind: 'edits', edits };
}

const inOtherFile = (key: string): string =>
  t('`{0}` is a column of a CSV file: rename it there, and its variable in the script.', key);

const inScript = ({ variable }: ParameterSymbol): string =>
  t(
    '{0} is used where it cannot be renamed safely: write the script as a block behind `user_data: |` first.',
    `$${variable}`,
  );

/** A key in quotes keeps them; a plain one gets them where the new name needs them. */
function quotedKey(text: string, document: SweepDocument, range: Range, written: string): string {
  const chunk = document.chunkAt(range.start);
  const before = chunk?.text[chunk.offsetAt(range.start) - 1];
  return written !== '' && (before === '"' || before === "'") ? text : plainOrQuoted(text);
}
