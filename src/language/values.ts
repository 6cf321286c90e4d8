import type { SweepDocument } from '../sweep/document';

/** Different values of a parameter in the sweep, in the order of its runs; `most` at most. */
export function valuesOf(document: SweepDocument, key: string, most: number): readonly string[] {
  const values = new Set<string>();
  const base = document.defaults.parameters.find((parameter) => parameter.key.text === key);
  if (base !== undefined) values.add(base.value.text);
  for (const { cell } of document.rows) {
    if (values.size >= most) break;
    const own = cell.layer.parameters.find((parameter) => parameter.key.text === key);
    if (own !== undefined) values.add(own.value.text);
  }
  for (const { layers } of document.expansion.combinations) {
    if (values.size >= most) break;
    for (const layer of layers) {
      const own = layer.parameters.find((parameter) => parameter.key.text === key);
      if (own !== undefined) values.add(own.value.text);
    }
  }
  return [...values].slice(0, most);
}
