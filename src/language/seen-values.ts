import type { SweepDocument } from '../sweep/document';
import type { Draft } from './completion';

/** Values of a parameter in other runs. */
export function seenValues(document: SweepDocument, key: string): readonly Draft[] {
  const values = new Set<string>();
  let looked = 0;
  for (const { cell } of document.rows) {
    // The same few values are repeated: the first runs contain them.
    if (looked++ >= 500) break;
    const value = cell.layer.parameters.find((parameter) => parameter.key.text === key)?.value.text;
    if (value !== undefined && value !== '' && !value.includes('\n')) values.add(value);
    if (values.size >= 50) break;
  }
  return [...values].map((label) => ({ label, kind: 'value' }));
}
