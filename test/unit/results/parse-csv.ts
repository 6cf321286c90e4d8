/** Reads RFC 4180 text cell by cell, independently of what wrote it. Every record ends with CRLF. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /"((?:[^"]|"")*)"(,|\r\n)|([^",\r\n]*)(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error('This is not RFC 4180.');
    const [, quoted, afterQuoted, plain] = match;
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if ((afterQuoted ?? match[4]) === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
