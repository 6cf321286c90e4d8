import { readCsvRows } from './csv-rows';
import { readDocument } from './document';
import type { ResultReading } from './reading';
import { readTextLines } from './text-lines';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** A kind of result file that the table can read. */
interface Kind {
  readonly files: RegExp;
  /** Larger files are data rather than results. Bytes. */
  readonly largest: number;
  read(text: string): ResultReading;
}

const kinds: readonly Kind[] = [
  { files: /\.json$/i, largest: 5 * mebibyte, read: readDocument },
  { files: /\.[ct]sv$/i, largest: 256 * kibibyte, read: readCsvRows },
  // A file without an extension is text: `/tmp/result`.
  { files: /\.(?:txt|out)$|(?:^|\/)[^./]+$/i, largest: 64 * kibibyte, read: readTextLines },
];

const kindOf = (path: string): Kind | undefined => kinds.find(({ files }) => files.test(path));

/** The maximum size of a file with this name, in bytes; undefined if the table doesn't read such files. */
export const largestRead = (path: string): number | undefined => kindOf(path)?.largest;

/** Reads a result file with this name. */
export const readResult = (path: string, text: string): ResultReading =>
  kindOf(path)?.read(text) ?? { values: new Map(), notes: [] };
