import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { isMap, isNode, parseDocument } from 'yaml';
import type { ObjectRun } from './objects';
import type { SweepSource } from './source';

/**
 * The same sweep file with its runs listed under `params`: what is launched, recorded, and run again later doesn't depend on what is in
 * the bucket by then. A list of JSON is YAML too.
 * @param named whether the file has a template for the names of runs
 */
export function freezeObjects(
  { language, text }: Pick<SweepSource, 'language' | 'text'>,
  runs: readonly ObjectRun[],
  named: boolean,
): string {
  const place = language === 'json' ? placeInJson(text) : placeInYaml(text);
  if (place === undefined) return text;
  const rows = runs.map(({ name, object, objectName }) =>
    JSON.stringify({ ...(named ? {} : { name }), object, object_name: objectName }),
  );
  const list = `[\n${rows.map((row) => `    ${row}`).join(',\n')}\n  ]`;
  return `${text.slice(0, place.start)}${list}${text.slice(place.end)}`;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function placeInYaml(text: string): Place | undefined {
  const { contents } = parseDocument(text, { merge: true });
  const value = isMap(contents) ? contents.get('params', true) : undefined;
  const range = isNode(value) ? value.range : undefined;
  if (range === undefined || range === null) return undefined;
  const [start, end] = range;
  // The range of a block ends after its last line.
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function placeInJson(text: string): Place | undefined {
  const root = parseTree(text);
  const node = root === undefined ? undefined : findNodeAtLocation(root, ['params']);
  return node === undefined ? undefined : { start: node.offset, end: node.offset + node.length };
}
