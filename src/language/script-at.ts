import type { SweepDocument } from '../sweep/document';
import type { ReadScript } from '../sweep/script/scripts';
import type { Position } from '../sweep/text';
import { trailAt } from './owner';

export interface ScriptPlace {
  readonly read: ReadScript;
  /** Offset in the script's text. */
  readonly offset: number;
}

/** The place in a script for a position in the sweep file. */
export function scriptAt(document: SweepDocument, position: Position): ScriptPlace | undefined {
  const { entries, scalar, onKey } = trailAt(document, position);
  if (onKey || scalar === undefined || entries.at(-1)?.key.text !== 'user_data') return undefined;
  const read = document.scripts.read({ kind: 'inline', node: scalar });
  const offset = read?.map.toScript(scalar.chunk.offsetAt(position));
  return read === undefined || offset === undefined ? undefined : { read, offset };
}
