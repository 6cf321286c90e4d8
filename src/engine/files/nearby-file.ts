import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import { longestText, type NearbyText } from '../../sweep/surroundings';
import { isInside } from './inside';
import { readRegularSync } from './regular';

/**
 * Text of a file below the folder of a sweep file, with links resolved. A file that can't be read counts as missing in
 * a sweep file.
 * @param shown text of a file in an open editor, by its full path
 */
export function readNearbyFile(
  folder: string,
  name: string,
  shown: (file: string) => string | undefined = () => undefined,
): NearbyText | undefined {
  if (path.isAbsolute(name)) return undefined;
  const named = path.resolve(folder, name);
  if (!isBelow(folder, named)) return undefined;
  try {
    const file = realpathSync(named);
    if (!isBelow(realpathSync(folder), file)) return { unread: 'outside' };
    const text = shown(named);
    if (text !== undefined) return text;
    const read = readRegularSync(file, longestText);
    if (typeof read !== 'string') return read.toString('utf8');
    return { unread: read === 'folder' ? 'special' : read };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

const isBelow = (folder: string, file: string): boolean => folder !== file && isInside(folder, file);
