import type { Contents } from '../contents';
import type { Layer } from '../layer';
import { entryOf } from '../syntax/node';

/** Keys of parameters with invalid values: the problem of the value is enough, and the script may use them. */
export function unreadKeys(document: Contents): ReadonlySet<string> {
  const keys = new Set<string>();
  const look = (layer: Layer): void => {
    for (const { text } of layer.unread) keys.add(text);
  };
  const { grid, search } = document.expansion;
  look(document.defaults);
  for (const { cell } of document.rows.withFindings()) look(cell.layer);
  for (const { layer } of document.cellsUnder('include')) look(layer);
  for (const { key } of grid?.origin.entries ?? []) keys.add(key.text);
  const space = entryOf(search?.origin, 'space')?.value;
  const target = space === undefined ? undefined : document.context.resolve(space);
  for (const { key } of target?.kind === 'mapping' ? target.entries : []) keys.add(key.text);
  return keys;
}

/** Whether runs, or the settings that they inherit, couldn't be read at all: their parameters are unknown. */
export const isUnread = ({ faulty, sourceFindings }: Contents): boolean =>
  sourceFindings.length > 0 || !faulty[Symbol.iterator]().next().done;
