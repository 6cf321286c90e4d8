import type { Expansion } from './expansion';
import type { Layer } from './layer';
import { numberedName, safeName } from './name';
import type { ParamsIndex } from './params-index';
import { nameNode, nameOf, parametersOf, settingsOf, varyingKeys, varyingName } from './resolve';
import type { Run, RunSettings, SweepDefaults } from './run';
import { type Seeds, seedKey } from './seeds';
import { namingKeys, type StopEarly } from './settings';
import { rangeOf } from './syntax/chunk';
import type { ScalarNode, Span } from './syntax/node';
import { placeholdersOf } from './template';

interface Draft {
  readonly name: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  /** Parts of the name of an unnamed run: its parameters, and its own instance settings. */
  readonly telling: ReadonlyMap<string, string>;
  readonly settings: RunSettings;
  readonly origin: Span;
}

/** What all runs of a sweep have from its top level. */
interface RunsOptions {
  readonly seeds: Seeds | undefined;
  readonly stopEarly: StopEarly | undefined;
}

/** All runs of a sweep: those of `params`, then the grid's, then the others; each once for each seed. */
export function runsOf(
  defaults: Layer,
  rows: ParamsIndex,
  expansion: Expansion,
  { seeds, stopEarly }: RunsOptions,
  fallback: SweepDefaults,
): readonly Run[] {
  const resolved = (layers: readonly Layer[]): RunSettings => {
    const settings = settingsOf(layers, fallback);
    return stopEarly === undefined ? settings : { ...settings, stopEarly };
  };
  const shared = resolved([defaults]);
  const drafts: Draft[] = [];
  const once = (own: readonly Layer[], origin: Span, seed?: Layer): void => {
    const layers = [defaults, ...own, ...(seed === undefined ? [] : [seed])];
    const index = drafts.length;
    const parameters = parametersOf(layers, index);
    const node = nameNode(layers);
    const plain = !own.some((layer) => layer.hasSettings || layer.script !== undefined);
    drafts.push({
      name: node === undefined ? undefined : seededName(nameOf(node, parameters, index), node, seed),
      parameters,
      telling: own.some(({ hasSettings }) => hasSettings)
        ? new Map([...ownSettings(own), ...parameters])
        : parameters,
      settings: plain ? shared : resolved(layers),
      origin,
    });
  };
  const add = (own: readonly Layer[], origin: Span): void => {
    if (seeds === undefined) once(own, origin);
    else for (const seed of seeds.layers) once(own, origin, seed);
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
  const varying = unnamed
    ? varyingKeys(drafts.map(({ telling }) => ({ parameters: telling })))
    : new Set<string>();
  return drafts.map((draft, index) => {
    const { parameters, settings, telling } = draft;
    let { name } = draft;
    if (name === undefined || name === '') {
      const own = varyingName(telling, varying) || numberedName(index);
      name = own;
      // The same parameters twice are still two runs.
      for (let again = 2; taken.has(name.toLowerCase()); again++) name = `${own.slice(0, 120)}-${again}`;
      taken.add(name.toLowerCase());
    }
    return { index, name, parameters, settings, origin: rangeOf(draft.origin) };
  });
}

/** The run's own instance settings, as written. */
function* ownSettings(own: readonly Layer[]): Generator<[string, string]> {
  for (const { reserved } of own)
    for (const [key, { value }] of reserved)
      if (namingKeys.has(key) && value.kind === 'scalar') yield [key, value.text];
}

/** A run name without the seed gets the seed as a suffix. */
function seededName(name: string, node: ScalarNode, seed: Layer | undefined): string {
  const [parameter] = seed?.parameters ?? [];
  if (
    parameter === undefined ||
    placeholdersOf(node.text).some(({ key }) => key === seedKey || key === 'index')
  )
    return name;
  return safeName(`${name.slice(0, 100)}-${seedKey}-${parameter.value.text}`);
}
