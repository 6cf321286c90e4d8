import type { Expansion } from './expansion';
import type { Layer } from './layer';
import { numberedName } from './name';
import { nameNode, nameOf, parametersOf, settingsOf, varyingKeys, varyingName } from './resolve';
import type { Rows } from './rows';
import type { Run, RunSettings, SweepDefaults } from './run';
import { rangeOf } from './syntax/chunk';
import type { Span } from './syntax/node';

interface Draft {
  readonly name: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: RunSettings;
  readonly origin: Span;
}

/** All runs of a sweep: those of `params`, then the grid's, then the search's. */
export function runsOf(
  defaults: Layer,
  rows: Rows,
  expansion: Expansion,
  fallback: SweepDefaults,
): readonly Run[] {
  const shared = settingsOf([defaults], fallback);
  const drafts: Draft[] = [];
  const add = (own: readonly Layer[], origin: Span): void => {
    const layers = [defaults, ...own];
    const index = drafts.length;
    const parameters = parametersOf(layers, index);
    const node = nameNode(layers);
    const plain = !own.some((layer) => layer.hasSettings || layer.script !== undefined);
    drafts.push({
      name: node === undefined ? undefined : nameOf(node, parameters, index),
      parameters,
      settings: plain ? shared : settingsOf(layers, fallback),
      origin,
    });
  };
  for (const { cell } of rows) add([cell.layer], cell.node);
  for (const { layers, origin } of expansion.combinations) add(layers, origin);
  return named(drafts);
}

function named(drafts: readonly Draft[]): readonly Run[] {
  const taken = new Set<string>();
  let unnamed = false;
  for (const { name } of drafts) {
    if (name === undefined) unnamed = true;
    else taken.add(name.toLowerCase());
  }
  const varying = unnamed ? varyingKeys(drafts) : new Set<string>();
  return drafts.map((draft, index) => {
    const { parameters, settings } = draft;
    let { name } = draft;
    if (name === undefined || name === '') {
      const own = varyingName(parameters, varying) || numberedName(index);
      name = own;
      // The same parameters twice are two runs all the same.
      for (let again = 2; taken.has(name.toLowerCase()); again++) name = `${own.slice(0, 120)}-${again}`;
      taken.add(name.toLowerCase());
    }
    return { index, name, parameters, settings, origin: rangeOf(draft.origin) };
  });
}
