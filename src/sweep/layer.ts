import { t } from '@vscode/l10n';
import { unusableCharacter, unusableValue } from './characters';
import type { ReadContext } from './context';
import { foreignEncoding } from './encoding';
import { isOutside } from './file-pattern';
import { type Finding, rewriteFix } from './finding';
import { isReservedKey, type KeyFact, type ReservedKey } from './keys';
import { distinct } from './merge';
import { readSetting } from './read-setting';
import { schemaFinding } from './schema-check';
import { isBinary } from './script/opening';
import type { PartialSettings } from './settings';
import { singleValue } from './single-value';
import { longestText } from './surroundings';
import type { Entry, MappingNode, ScalarNode, SyntaxNode } from './syntax/node';

export interface Parameter {
  readonly key: ScalarNode;
  readonly value: ScalarNode;
}

/** The script of a run: in the sweep file, or in a nearby file. */
export type Script =
  | { readonly kind: 'inline'; readonly node: ScalarNode }
  | { readonly kind: 'file'; readonly node: ScalarNode; readonly text: string | undefined };

/** The settings and parameters that one mapping defines: `defaults`, an entry of `params` or `include`, one combination of a grid. */
export interface Layer {
  readonly name: ScalarNode | undefined;
  readonly script: Script | undefined;
  /** Without `userData`, which is in `script`. */
  readonly settings: Readonly<PartialSettings>;
  readonly hasSettings: boolean;
  readonly parameters: readonly Parameter[];
  readonly reserved: ReadonlyMap<ReservedKey, Entry>;
  /** Keys of free parameters with invalid values. */
  readonly unread: readonly ScalarNode[];
  readonly findings: readonly Finding[];
}

const noReserved: ReadonlyMap<ReservedKey, Entry> = new Map();
const noFindings: readonly Finding[] = [];
export const noKeys: readonly ScalarNode[] = [];
const noSettings: PartialSettings = {};

export const emptyLayer: Layer = {
  name: undefined,
  script: undefined,
  settings: noSettings,
  hasSettings: false,
  parameters: [],
  reserved: noReserved,
  unread: noKeys,
  findings: noFindings,
};

/** Reads a mapping. A problem with one key doesn't affect the others. */
export function readLayer(mapping: MappingNode, context: ReadContext): Layer {
  const findings: Finding[] = [];
  const entries = distinct(mapping.entries, (finding) => findings.push(finding));
  return readEntries(entries, context, findings);
}

/** Reads entries of one layer, from any source. */
export function readEntries(
  entries: readonly Entry[],
  context: ReadContext,
  findings: Finding[] = [],
): Layer {
  const note = (finding: Finding): void => void findings.push(finding);
  const parameters: Parameter[] = [];
  let unread: ScalarNode[] | undefined;
  let settings = noSettings;
  let reserved: Map<ReservedKey, Entry> | undefined;
  let name: ScalarNode | undefined;
  let script: Script | undefined;
  for (const entry of entries) {
    const key = entry.key.text;
    if (isReservedKey(key)) {
      reserved ??= new Map();
      reserved.set(key, entry);
      if (key === 'name') name = readName(entry.value, context, note);
      else if (key === 'user_data') script = readScript(entry.value, context, note);
      else {
        if (settings === noSettings) settings = {};
        readSetting(key, entry.value, settings, context, note);
      }
      continue;
    }
    const fact = context.keys.of(key);
    if (fact.meant !== undefined) note(misspelt(entry.key, fact.meant, entries));
    if (fact.unusable !== undefined) note(unusableVariable(entry.key, fact));
    const target = context.resolve(entry.value);
    if (target === undefined) continue;
    if (target.kind === 'scalar') {
      const unusable = unusableValue(target, fact.variable);
      if (unusable !== undefined) note(unusable);
      if (target.text.includes('${{')) note(foreignExpression(target));
      parameters.push({ key: entry.key, value: target });
    } else {
      unread ??= [];
      unread.push(entry.key);
      note(notScalar(entry, target));
    }
  }
  collisionsAmong(parameters, context, note);
  return {
    name,
    script,
    settings,
    hasSettings: settings !== noSettings,
    parameters,
    reserved: reserved ?? noReserved,
    unread: unread ?? noKeys,
    findings: findings.length === 0 ? noFindings : findings,
  };
}

type Note = (finding: Finding) => void;

function readName(value: SyntaxNode, context: ReadContext, note: Note): ScalarNode | undefined {
  const target = context.resolve(value);
  if (target === undefined) return undefined;
  if (target.kind === 'scalar' && target.text.trim() !== '') return singleValue(target);
  const message =
    target.kind === 'scalar'
      ? t('The name is empty. Specify one, or omit the key to name the run by its parameters.')
      : t('`name` must be text.');
  note({ code: 'invalid-value', severity: 'error', message, span: value, fixes: [] });
  return undefined;
}

function readScript(value: SyntaxNode, context: ReadContext, note: Note): Script | undefined {
  const target = context.resolve(value);
  if (target === undefined) return undefined;
  const shape = schemaFinding('user_data', value, context.resolve);
  if (shape !== undefined) {
    note(shape);
    return undefined;
  }
  if (target.kind === 'scalar') {
    if (target.text.trim() === '') return undefined;
    const unusable = isBinary(target.text) ? undefined : unusableCharacter(target);
    if (unusable !== undefined) note(unusable);
    return { kind: 'inline', node: target };
  }
  if (target.kind !== 'mapping') return undefined;
  const path = target.entries.findLast((entry) => entry.key.text === 'file')?.value;
  const written = path === undefined ? undefined : context.resolve(path);
  if (written?.kind !== 'scalar') return undefined;
  const node = singleValue(written);
  const text = readNearby(node, context, note);
  // A value that isn't text is reported separately.
  const encoding = text === undefined || isBinary(text) ? undefined : encodingFinding(node, text);
  if (encoding !== undefined) note(encoding);
  return { kind: 'file', node, text };
}

/** Text of a nearby file; a finding at its path if it can't be read. */
export function readNearby(path: ScalarNode, context: ReadContext, note: Note): string | undefined {
  const found = (code: string, message: string): undefined => {
    note({ code, severity: 'error', message, span: path, fixes: [] });
  };
  if (isOutside(path.text)) {
    return found('file-outside', t('`{0}` must be in the folder of the sweep file or below it.', path.text));
  }
  if (context.surroundings === undefined) {
    return found(
      'file-unread',
      t("`{0}` can't be read. Save the sweep file in the same folder first.", path.text),
    );
  }
  const text = context.surroundings.readText(path.text);
  if (text === undefined)
    return found('missing-file', t("`{0}` doesn't exist in the folder of the sweep file.", path.text));
  if (typeof text === 'string') return text;
  switch (text.unread) {
    case 'outside':
      return found(
        'file-outside',
        t('`{0}` is a link that points outside the folder of the sweep file.', path.text),
      );
    case 'special':
      return found(
        'file-special',
        t("`{0}` isn't a text file, but a folder, a pipe, a socket, or a device.", path.text),
      );
    case 'too-large':
      return found(
        'file-too-large',
        t('`{0}` is larger than {1} MB, the maximum for a text file.', path.text, longestText / 1024 / 1024),
      );
  }
}

/** The part of a file that is lost because it isn't UTF-8. */
export function encodingFinding(path: ScalarNode, text: string): Finding | undefined {
  const encoding = foreignEncoding(text);
  if (encoding === undefined) return undefined;
  return {
    code: 'invalid-encoding',
    severity: 'error',
    message: t(
      "`{0}` isn't UTF-8 text, but probably {1}, so its other characters would be lost. Save it as UTF-8.",
      path.text,
      encoding,
    ),
    span: path,
    fixes: [],
  };
}

/** A value can't be an expression of GitHub Actions, but it can contain placeholders. */
const foreignExpression = (value: ScalarNode): Finding => ({
  code: 'foreign-expression',
  severity: 'warning',
  message: t(
    "{0} isn't expanded here: the script gets it unchanged. A value can refer to other parameters of its run, as in {1}.",
    `\${{ … }}`,
    '`data-{index}.csv`',
  ),
  span: value,
  fixes: [],
});

function misspelt(key: ScalarNode, meant: ReservedKey, entries: readonly Entry[]): Finding {
  const taken = entries.some((entry) => entry.key.text === meant);
  const newText = key.style === 'plain' ? meant : JSON.stringify(meant);
  return {
    code: 'misspelt-key',
    severity: 'warning',
    message: t('`{0}` is treated as a parameter. Did you mean `{1}`?', key.text, meant),
    span: key,
    fixes: taken ? [] : rewriteFix(t('Change to `{0}`', meant), key, newText),
  };
}

function unusableVariable(key: ScalarNode, fact: KeyFact): Finding {
  // The shell's variable with this name is usually a name as well: `env_name`, `user_name`.
  const suffixed = `${key.text}_${fact.unusable === 'shell' ? 'name' : 'value'}`;
  const named = fact.unusable === 'empty' ? 'parameter' : suffixed;
  const said = {
    shell: () =>
      t(
        '`{0}` would set {1}, which the shell itself uses. Rename it to `{2}` or another name.',
        key.text,
        fact.variable,
        named,
      ),
    sweep: () =>
      t(
        '`{0}` would set {1}, which Spawn already sets for every run. Rename it to `{2}` or another name.',
        key.text,
        fact.variable,
        named,
      ),
    empty: () => t("`{0}` can't become a variable name. Use letters and digits.", key.text),
  };
  const newText = key.style === 'plain' ? named : JSON.stringify(named);
  return {
    code: 'unusable-variable',
    severity: 'error',
    message: said[fact.unusable ?? 'empty'](),
    span: key,
    fixes: fact.unusable === 'empty' ? [] : rewriteFix(t('Change to `{0}`', named), key, newText),
  };
}

function notScalar(entry: Entry, target: SyntaxNode): Finding {
  const { text } = entry.key;
  return {
    code: 'parameter-not-scalar',
    severity: 'error',
    message:
      target.kind === 'sequence'
        ? t(
            'A parameter must be a single value. To try each of these, put `{0}` under `grid`. To pass them together, write them as a single text.',
            text,
          )
        : t(
            'A parameter must be a single value. Write `{0}` as several parameters, or as a single text.',
            text,
          ),
    span: entry.value,
    fixes: [],
  };
}

function collisionsAmong(parameters: readonly Parameter[], context: ReadContext, note: Note): void {
  if (parameters.length < 2) return;
  const owners = new Map<string, string>();
  for (const { key } of parameters) {
    const { variable } = context.keys.of(key.text);
    const owner = owners.get(variable);
    if (owner === undefined) owners.set(variable, key.text);
    else note(collision(key, owner, variable));
  }
}

/** Two keys of one run with the same variable. */
export function collision(key: ScalarNode, other: string, variable: string): Finding {
  return {
    code: 'colliding-variables',
    severity: 'error',
    message: t('`{0}` and `{1}` both become the variable {2}. Rename one.', key.text, other, variable),
    span: key,
    fixes: [],
  };
}
