import type { Contents } from './contents';
import { type FilePattern, patternText } from './file-pattern';
import type { Layer } from './layer';
import type { Needs } from './surroundings';
import { entryOf } from './syntax/node';

/** The nearby files that a sweep file names, for callers that can't read synchronously and have to read them in advance. */
export function needsOf(document: Contents): Needs {
  const texts = new Set<string>();
  const patterns = new Map<string, FilePattern>();
  const look = (layer: Layer): void => {
    if (layer.script?.kind === 'file') texts.add(layer.script.node.text);
    for (const pattern of layer.settings.files ?? []) patterns.set(patternText(pattern), pattern);
  };
  const params = document.top.blocks.get('params')?.value;
  const file = entryOf(params === undefined ? undefined : document.context.resolve(params), 'file')?.value;
  const path = file === undefined ? undefined : document.context.resolve(file);
  if (path?.kind === 'scalar' && path.text.trim() !== '') texts.add(path.text.trim());
  look(document.defaults);
  for (const { cell } of document.rows.withScript()) look(cell.layer);
  for (const { cell } of document.rows.withSettings()) look(cell.layer);
  for (const { layers } of document.expansion.combinations) for (const layer of layers) look(layer);
  return { texts: [...texts], patterns: [...patterns.values()] };
}
