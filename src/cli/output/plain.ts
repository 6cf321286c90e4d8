import { stripVTControlCharacters } from 'node:util';

/** Text from elsewhere, on one line and without anything that a terminal would obey. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\n', '\\n')
    .replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '�');
}
