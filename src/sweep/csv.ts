import { t } from '@vscode/l10n';
import Papa from 'papaparse';
import type { ReadContext } from './context';
import type { Finding } from './finding';
import { validateFile } from './generated/validate';
import { plainValue } from './grid';
import { encodingFinding, readNearby } from './layer';
import { singleValue } from './single-value';
import { type Entry, entryOf, type MappingNode, type ScalarNode, type SequenceNode } from './syntax/node';

/** The runs of a CSV file, as if they were in the sweep file at its path. */
export interface CsvRuns {
  readonly holders: readonly SequenceNode[];
  readonly findings: readonly Finding[];
}

/**
 * Reads `params: {file: runs.csv}`: the first row contains the keys, each other row is a run, an empty cell isn't set,
 * and spaces around keys and values are ignored.
 */
export function readCsv(mapping: MappingNode, context: ReadContext): CsvRuns {
  const findings: Finding[] = [];
  const fail = (code: string, message: string, span: Finding['span']): CsvRuns => {
    findings.push({ code, severity: 'error', message, span, fixes: [] });
    return { holders: [], findings };
  };
  if (!validateFile(plainValue(mapping, context))) {
    return fail(
      'invalid-value',
      t('`params` must be a list of runs or a CSV file, such as {file: runs.csv}.'),
      mapping,
    );
  }
  const value = entryOf(mapping, 'file')?.value;
  const written = value === undefined ? undefined : context.resolve(value);
  if (written?.kind !== 'scalar') return { holders: [], findings };
  const path = singleValue(written);
  const text = readNearby(path, context, (finding) => findings.push(finding));
  if (text === undefined) return { holders: [], findings };
  const encoding = encodingFinding(path, text);
  if (encoding !== undefined) return { holders: [], findings: [...findings, encoding] };
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' });
  const wrong = errors.find((error) => error.type !== 'Delimiter');
  if (wrong !== undefined) {
    const row = (wrong.row ?? 0) + 1;
    return fail(
      'invalid-csv',
      t("`{0}` isn't valid CSV: {1} (row {2}).", path.text, wrong.message, row),
      path,
    );
  }
  const [header = [], ...rows] = data;
  const keys = header.map((key) => key.trim());
  const empty = keys.findIndex((key, at) => key === '' || keys.indexOf(key) !== at);
  if (empty !== -1) {
    return fail(
      'invalid-csv',
      t('Column {0} of `{1}` has no unique name in the first row.', empty + 1, path.text),
      path,
    );
  }
  const numbered = keys.findIndex(
    (key, at) => isNumber(key) && rows.every((row) => isNumber(row[at] ?? '') || (row[at] ?? '') === ''),
  );
  if (numbered !== -1) {
    return fail(
      'invalid-csv',
      t(
        'The first row of `{0}` contains values, so column {1} would be named {2}. Add a row with the names of the parameters above it.',
        path.text,
        numbered + 1,
        keys[numbered] ?? '',
      ),
      path,
    );
  }
  const long = rows.findIndex((row) => row.length > keys.length);
  if (long !== -1) {
    return fail(
      'invalid-csv',
      t('Row {0} of `{1}` has more cells than the first row.', long + 2, path.text),
      path,
    );
  }
  const { chunk, start, end } = path;
  const scalar = (content: string): ScalarNode => ({
    kind: 'scalar',
    exact: false,
    chunk,
    start,
    end,
    text: content,
    style: 'plain',
  });
  const names = keys.map(scalar);
  const items = rows.map((row): MappingNode => {
    const entries: Entry[] = [];
    for (const [column, key] of names.entries()) {
      const cell = (row[column] ?? '').trim();
      if (cell !== '') entries.push({ key, value: scalar(cell) });
    }
    return { kind: 'mapping', exact: false, chunk, start, end, entries, flow: true };
  });
  return { holders: [{ kind: 'sequence', exact: false, chunk, start, end, items, flow: true }], findings };
}

const isNumber = (text: string): boolean => /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text);
