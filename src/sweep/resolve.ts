import type { Layer, Script } from './layer';
import { isSafeName, safeName } from './name';
import type { Run, RunSettings, SweepDefaults } from './run';
import type { PartialSettings } from './settings';
import type { ScalarNode } from './syntax/node';
import { fillTemplate, placeholdersOf } from './template';

/** The default locations of results on an instance: relative ones are in the script's working directory. */
export const defaultResults: readonly string[] = ['/tmp/result*', '/tmp/results/**', 'result*', 'outputs/**'];

/** A run's layers from the outermost one: `defaults`, then its own. */
export type Layers = readonly Layer[];

const scriptText = (script: Script | undefined): string | undefined =>
  script?.kind === 'inline' ? script.node.text : script?.text;

export function settingsOf(layers: Layers, defaults: SweepDefaults): RunSettings {
  const merged: PartialSettings = {};
  let script: Script | undefined;
  for (const layer of layers) {
    if (layer.hasSettings) Object.assign(merged, layer.settings);
    script = layer.script ?? script;
  }
  const userData = scriptText(script);
  const { spotFallback, ...written } = merged;
  return {
    onComplete: 'keep',
    spot: false,
    tags: {},
    results: defaultResults,
    files: [],
    securityGroups: [],
    ...written,
    instanceTypes:
      merged.instanceTypes === undefined || merged.instanceTypes.length === 0
        ? [defaults.instanceType]
        : merged.instanceTypes,
    region: merged.region === undefined || merged.region === '' ? defaults.region : merged.region,
    ...(spotFallback === true ? { spotFallback } : {}),
    ...(userData === undefined ? {} : { userData }),
  };
}

/** Free parameters of a run, with templates filled: later layers override earlier ones, in the order of the file. */
export function parametersOf(layers: Layers, index: number): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let templates = false;
  for (const layer of layers) {
    for (const { key, value } of layer.parameters) {
      values.set(key.text, value.text);
      templates ||= value.text.includes('{');
    }
  }
  if (!templates) return values;
  const written = new Map(values);
  for (const [key, text] of written) {
    // A template uses values as written, not the results of other templates, so the order doesn't matter and there are
    // no circles.
    const filling = (name: string): string | undefined =>
      name === key ? undefined : placeholderValue(written, name, index);
    values.set(key, fillTemplate(text, filling));
  }
  return values;
}

/** The value of `{key}` in a run: its own parameter, or its index. */
const placeholderValue = (
  parameters: ReadonlyMap<string, string>,
  key: string,
  index: number,
): string | undefined => parameters.get(key) ?? (key === 'index' ? String(index) : undefined);

/** The scalar with the name of a run: its own, or its template; undefined if the name is derived from the parameters that vary. */
export const nameNode = (layers: Layers): ScalarNode | undefined =>
  layers.findLast((layer) => layer.name !== undefined)?.name;

/** Name of a run with its own name. Literal names aren't changed, even if they are not safe: that is a problem. */
export function nameOf(node: ScalarNode, parameters: ReadonlyMap<string, string>, index: number): string {
  if (placeholdersOf(node.text).length === 0) return node.text;
  const filled = fillTemplate(node.text, (key) => placeholderValue(parameters, key, index));
  return isSafeName(filled) ? filled : safeName(filled);
}

/** `learning_rate-0.001-batch_size-32`: a name from the parameters that differ between runs; "" if there are none. */
export function varyingName(parameters: ReadonlyMap<string, string>, varying: ReadonlySet<string>): string {
  const parts: string[] = [];
  for (const [key, value] of parameters) if (varying.has(key)) parts.push(`${key}-${value}`);
  return safeName(parts.join('-'));
}

/** Parameters that do not have the same value in every run. */
export function varyingKeys(runs: readonly Pick<Run, 'parameters'>[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const seen = new Map<string, number>();
  const varying = new Set<string>();
  for (const { parameters } of runs) {
    for (const [key, value] of parameters) {
      seen.set(key, (seen.get(key) ?? 0) + 1);
      const before = first.get(key);
      if (before === undefined) first.set(key, value);
      else if (before !== value) varying.add(key);
    }
  }
  for (const [key, count] of seen) if (count < runs.length) varying.add(key);
  return varying;
}
