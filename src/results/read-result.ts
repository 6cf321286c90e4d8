import { readCsvRows } from './csv-rows';
import { readDocument } from './document';
import type { ResultReading } from './reading';
import { readTextLines } from './text-lines';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** A kind of result file that the table reads. */
interface Kind {
  readonly files: RegExp;
  /** Larger ones are data rather than findings. Bytes. */
  readonly largest: number;
  read(text: string): ResultReading;
}

const kinds: readonly Kind[] = [
  { files: /\.json$/i, largest: 5 * mebibyte, read: readDocument },
  { files: /\.[ct]sv$/i, largest: 256 * kibibyte, read: readCsvRows },
  // What has no extension is text: `/tmp/result`.
  { files: /\.(?:txt|out)$|(?:^|\/)[^./]+$/i, largest: 64 * kibibyte, read: readTextLines },
];

const kindOf = (path: string): Kind | undefined => kinds.find(({ files }) => files.test(path));

/** Largest file of this name that is read, bytes; undefined where the table reads no such files. */
export const largestRead = (path: string): number | undefined => kindOf(path)?.largest;

/** Reads what a run wrote into a file of this name. */
export const readResult = (path: string, text: string): ResultReading =>
  kindOf(path)?.read(text) ?? { values: new Map(), notes: [] };
