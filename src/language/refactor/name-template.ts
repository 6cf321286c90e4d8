import { isSafeName } from '../../sweep/name';
import { fillTemplate } from '../../sweep/template';

/** A run whose name should come from a template. */
export interface NamedRun {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0-based place in the sweep. */
  readonly index: number;
}

/** More ways to read one name are not tried. */
const mostTries = 5_000;

/**
 * A template over parameters and `{index}` that gives each run the name it has: `lr-{learning_rate}` for `lr-0.1`
 * next to `learning_rate: 0.1`. Undefined where there is none.
 */
export function nameTemplate(runs: readonly NamedRun[], keys: readonly string[]): string | undefined {
  const [first] = runs;
  if (first === undefined || runs.some(({ name }) => !isSafeName(name))) return undefined;
  let tries = 0;
  const fits = (template: string): boolean =>
    runs.every(({ name, parameters, index }) => {
      const filled = fillTemplate(
        template,
        (key) => parameters.get(key) ?? (key === 'index' ? String(index) : undefined),
      );
      return filled === name;
    });
  const pieces = piecesOf(first, keys);
  const search = (at: number, template: string): string | undefined => {
    if (tries++ > mostTries) return undefined;
    if (at === first.name.length) return fits(template) ? template : undefined;
    for (const { text, placeholder } of pieces) {
      if (!first.name.startsWith(text, at)) continue;
      const found = search(at + text.length, template + placeholder);
      if (found !== undefined) return found;
    }
    return search(at + 1, template + (first.name[at] ?? ''));
  };
  return search(0, '');
}

/** Possible sources of a part of the first run's name; parameters before the index, longer texts first. */
function piecesOf(run: NamedRun, keys: readonly string[]) {
  const pieces = keys
    .map((key) => ({ text: run.parameters.get(key) ?? '', placeholder: `{${key}}` }))
    .filter(({ text, placeholder }) => text !== '' && /^\{[^{}:\s][^{}:]*\}$/.test(placeholder))
    .sort((a, b) => b.text.length - a.text.length);
  const index = String(run.index);
  const widths = [6, 5, 4, 3, 2].map((width) => ({
    text: index.padStart(width, '0'),
    placeholder: `{index:0${width}}`,
  }));
  return [...pieces, ...widths, { text: index, placeholder: '{index}' }];
}
