import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import { convertedValue } from '../converted';
import { type Finding, rewriteFix, type SpanEdit, type SpanFix } from '../finding';
import type { ReservedKey } from '../keys';
import type { Layer } from '../layer';
import type { OtherName } from '../other-names';
import { moveToTop, ownLine } from '../own-line';
import type { ReadScript } from '../script/scripts';
import { mentions } from '../script/uses';
import type { Entry, ScalarNode, SyntaxNode } from '../syntax/node';

/** Maximum number of places that a fix changes. */
const mostPlaces = 200;

/**
 * Parameters with the name of another tool's setting, reported where they first appear, unless a script reads their
 * variable, and parameters whose names are reserved for later versions.
 */
export function otherNameFindings(document: Contents, scripts: readonly ReadScript[]): readonly Finding[] {
  const { keys } = document.context;
  return [...namesIn(document)].flatMap(([name, key]): readonly Finding[] => {
    const { other, variable, unusable } = keys.of(name);
    if (other === undefined || unusable !== undefined) return [];
    if (other.kind === 'future') {
      const message = t(
        '`{0}` is passed to the script as a parameter, but might become a setting in a later version of Spawn. Choose another name.',
        name,
      );
      return [{ code: 'reserved-name', severity: 'warning', message, span: key, fixes: [] }];
    }
    if (scripts.some(({ text }) => mentions(text, variable))) return [];
    const message = messageFor(name, other);
    return [
      { code: 'other-name', severity: 'warning', message, span: key, fixes: fixesFor(document, name, other) },
    ];
  });
}

/** Keys of parameters, each where it first appears, including those with an invalid value. */
function namesIn(document: Contents): ReadonlyMap<string, ScalarNode> {
  const names = new Map(document.parameterKeys());
  const addUnread = ({ unread }: Layer): void => {
    for (const key of unread) if (!names.has(key.text)) names.set(key.text, key);
  };
  addUnread(document.defaults);
  for (const { cell } of document.rows.withFindings()) addUnread(cell.layer);
  return names;
}

function messageFor(name: string, other: Exclude<OtherName, { kind: 'future' }>): string {
  switch (other.kind) {
    case 'setting':
      return t(
        "`{0}` is passed to the script as a parameter and isn't a setting. In Spawn, this setting is `{1}`.",
        name,
        other.key,
      );
    case 'top':
      return t(
        "`{0}` is passed to the script as a parameter and isn't a limit. In Spawn, this setting is `{1}`, at the top level of the file.",
        name,
        other.key,
      );
    case 'count':
      return t(
        '`{0}` is passed to the script as a parameter. In Spawn, this setting is `count`, under `random`.',
        name,
      );
    case 'machine':
      return t(
        "`{0}` is passed to the script as a parameter and doesn't select an instance. Use `instance_type` for that.",
        name,
      );
    case 'method':
      return t("`{0}` is passed to the script as a parameter and doesn't select a search method.", name);
    case 'nodes':
      return t('`{0}` is passed to the script as a parameter. Each run gets one instance.', name);
  }
}

function fixesFor(document: Contents, name: string, other: OtherName): readonly SpanFix[] {
  if (other.kind !== 'setting' && other.kind !== 'top') return [];
  const places = placesOf(document, name);
  if (places === undefined) return [];
  if (other.kind === 'setting') return renamed(document, places, name, other.key);
  const [place, ...others] = places;
  const line = place === undefined || others.length > 0 ? undefined : ownLine(place, { key: other.key });
  const edits = line === undefined ? [] : moveToTop(line, other.key, document.structure);
  return edits.length === 0 ? [] : [{ title: t('Change to `{0}`, at the top level', other.key), edits }];
}

/** Every entry with this key; undefined if one isn't written in the file, or if there are too many. */
function placesOf(document: Contents, name: string): readonly Entry[] | undefined {
  const places: Entry[] = [];
  const add = (entry: Entry | undefined): void => {
    if (entry?.key.text === name && !places.some(({ key }) => key === entry.key)) places.push(entry);
  };
  for (const layer of layersOf(document)) {
    for (const parameter of layer.parameters) add(parameter);
    if (places.length > mostPlaces) return undefined;
  }
  for (const { origin } of [document.expansion.grid, document.expansion.search].filter(
    (each) => each !== undefined,
  )) {
    for (const entry of origin.entries) add(entry);
    for (const { key, value } of origin.entries)
      if (key.text === 'space' && value.kind === 'mapping') for (const entry of value.entries) add(entry);
  }
  return places.length > 0 && places.every(({ key }) => key.exact) ? places : undefined;
}

function* layersOf(document: Contents): Generator<Layer> {
  yield document.defaults;
  for (const { cell } of document.rows) yield cell.layer;
  for (const list of ['include', 'exclude'] as const)
    for (const { layer } of document.cellsUnder(list)) yield layer;
}

function renamed(
  document: Contents,
  places: readonly Entry[],
  name: string,
  setting: ReservedKey,
): readonly SpanFix[] {
  if (isTaken(document, name, setting)) return [];
  const edits = places.flatMap(({ key, value }): readonly SpanEdit[] => {
    const written = key.style === 'plain' ? setting : JSON.stringify(setting);
    return [...rewriteFix('', key, written), ...convertedFix(value, name, setting)].flatMap(
      (fix) => fix.edits,
    );
  });
  return [{ title: t('Change to `{0}`', setting), edits }];
}

/** Whether a file has both the name and the setting: then it is unclear which of them applies. */
function isTaken(document: Contents, name: string, setting: ReservedKey): boolean {
  const { grid, search } = document.expansion;
  const spaces = [
    (grid?.axes ?? []).map(({ key }) => key.text),
    (search?.dimensions ?? []).map(({ key }) => key.text),
  ];
  if (spaces.some((keys) => keys.includes(name) && keys.includes(setting))) return true;
  for (const { parameters, reserved } of layersOf(document))
    if (reserved.has(setting) && parameters.some(({ key }) => key.text === name)) return true;
  return false;
}

function convertedFix(value: SyntaxNode, name: string, setting: ReservedKey): readonly SpanFix[] {
  if (value.kind !== 'scalar') return [];
  const text = convertedValue(name, setting, value.text);
  if (text === undefined) return [];
  return rewriteFix(
    '',
    value,
    value.chunk.language === 'json' && setting !== 'volume_size' ? JSON.stringify(text) : text,
  );
}
