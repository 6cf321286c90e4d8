import { controlCharacter } from './characters';
import { readCheckpoint, wrongEvery } from './checkpoint';
import type { ReadContext } from './context';
import { readDuration } from './duration-setting';
import { readFiles } from './files';
import type { Finding } from './finding';
import { runKeyDocs } from './generated/keys';
import { noteUnknownRegion, noteUnknownTypes } from './known-values';
import { readPolicy } from './policy-setting';
import { readRetry } from './retry';
import { schemaFinding } from './schema-check';
import { readSecrets } from './secrets';
import { type ReadValue, readText, readTextMap, readTexts, scalarsOf } from './setting-values';
import { type PartialSettings, type RunSettings, type SettingKey, settingTable } from './settings';
import { singleValues } from './single-value';
import type { SyntaxNode } from './syntax/node';

type Note = (finding: Finding) => void;

/** A value of a key with the type of its schema. */
type Written<K extends SettingKey> = (typeof runKeyDocs)[K]['type'] extends 'boolean'
  ? boolean
  : (typeof runKeyDocs)[K]['type'] extends 'number' | 'integer'
    ? number
    : (typeof runKeyDocs)[K]['type'] extends 'string'
      ? Choice<(typeof runKeyDocs)[K]['values']>
      : undefined;
type Choice<V extends readonly unknown[]> = V extends readonly [] ? string : V[number];

type Value<K extends SettingKey> = NonNullable<RunSettings[(typeof settingTable)[K]['field']]>;

/** Keys whose values have another type than in the file. */
type ReadKey = { [K in SettingKey]: Written<K> extends Value<K> ? never : K }[SettingKey];

type Readers = { readonly [K in ReadKey]: ReadValue<Value<K>> } & {
  readonly [K in SettingKey]?: ReadValue<Value<K>>;
};

/** The readers for values other than a text, a number, or a Boolean. A missing reader is a compile error. */
const readers: Readers = {
  instance_type: (node, context, note) => {
    const types = scalarsOf(node, context);
    noteUnknownTypes(types, context, note);
    return types.map(({ text }) => text);
  },
  region: (node, context, note) => {
    noteUnknownRegion(node, context, note);
    return readText(node);
  },
  ttl: readDuration,
  idle_timeout: readDuration,
  spot: (node) => /^(?:true|prefer)$/i.test(readText(node)),
  retry: readRetry,
  checkpoint: readCheckpoint,
  wait: (node) => readText(node) === 'background',
  iam_policy: (node, context, note) => {
    const templates = readPolicy(scalarsOf(node, context), note);
    return templates.length > 0 ? templates : undefined;
  },
  security_groups: readTexts,
  tags: readTextMap,
  secrets: readSecrets,
  results: readTexts,
  files: readFiles,
};

/** Reads the value of one reserved key into `settings`. */
export function readSetting(
  key: SettingKey,
  value: SyntaxNode,
  settings: PartialSettings,
  { resolve, ...rest }: ReadContext,
  note: Note,
): void {
  const context: ReadContext = { ...rest, resolve: singleValues(resolve) };
  const target = context.resolve(value);
  if (target === undefined) return;
  const control = firstControl(key, target, context);
  if (control !== undefined) {
    note(control);
    return;
  }
  const read: ReadValue<unknown> = readers[key] ?? writtenValue;
  // An invalid duration gets a better message than the schema's.
  const shape =
    read === readDuration && target.kind === 'scalar'
      ? undefined
      : schemaFinding(key, value, context.resolve);
  if (shape !== undefined) {
    note((key === 'checkpoint' ? wrongEvery(target, context) : undefined) ?? shape);
    return;
  }
  const found = read(target, context, note, key);
  if (found !== undefined) Object.assign(settings, { [settingTable[key].field]: found });
  // Even if it is false: it overrides the value of `defaults`.
  if (key === 'spot') settings.spotFallback = readText(target) === 'prefer';
}

/** A value that the schema has validated, with its type in the schema. */
const writtenValue: ReadValue<unknown> = (node, _context, _note, key) => {
  const text = readText(node);
  switch (runKeyDocs[key].type) {
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'number':
    case 'integer':
      return Number(text);
    default:
      return text;
  }
};

/** A control character in any of a setting's values. */
function firstControl(key: string, node: SyntaxNode, context: ReadContext): Finding | undefined {
  if (node.kind === 'scalar') return controlCharacter(node, key);
  const values =
    node.kind === 'mapping'
      ? node.entries.map(({ value }) => value)
      : node.kind === 'sequence'
        ? node.items
        : [];
  for (const value of values) {
    const target = context.resolve(value);
    const found = target?.kind === 'scalar' ? controlCharacter(target, key) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
