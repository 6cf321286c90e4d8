import { t } from '@vscode/l10n';
import { changeTo, type Finding } from './finding';
import type { Axis, Grid } from './grid';
import { isReservedKey } from './keys';
import { type Layer, noKeys, type Parameter } from './layer';
import { type Comparable, comparable, samenessOf } from './sameness';
import type { ScalarNode, SyntaxNode } from './syntax/node';

/** One run of a grid: a combination with the additions of `include`, or an entry of `include` by itself. */
export interface Combination {
  readonly layers: readonly Layer[];
  readonly origin: SyntaxNode;
}

export interface GridExpansion {
  readonly combinations: readonly Combination[];
  readonly findings: readonly Finding[];
}

/** Values of a layer for the keys of a grid: those of a parameter, or of a reserved key. */
function valueIn(layer: Layer, key: string): ScalarNode | undefined {
  if (!isReservedKey(key)) return layer.parameters.find((parameter) => parameter.key.text === key)?.value;
  const value = layer.reserved.get(key)?.value;
  return value?.kind === 'scalar' ? value : undefined;
}

/**
 * The grid's runs, like a GitHub Actions matrix: every combination in the written order, the last key fastest;
 * `exclude` removes combinations that match an entry; then each entry of `include` extends every combination of the
 * grid whose values it doesn't change, and is a separate run if there is none.
 */
export function expandGrid(
  grid: Grid,
  exclude: readonly { readonly node: SyntaxNode; readonly layer: Layer }[],
  include: readonly { readonly node: SyntaxNode; readonly layer: Layer }[],
): GridExpansion {
  const { axes } = grid;
  const findings: Finding[] = [];
  const columns = axes.map(({ key, values }) => ({ key: key.text, values: values.map(comparable) }));
  const rules = exclude.map(({ node, layer }) => ({
    node,
    tests: testsOf(columns, layer, findings),
    hits: 0,
    keys: keysOf(layer),
  }));
  const extensions = include.map(({ node, layer }) => ({
    node,
    layer,
    tests: testsOf(columns, layer, findings),
    hits: 0,
  }));
  const combinations: Combination[] = [];
  const at = axes.map(() => 0);
  for (let index = 0; index < grid.size; index++) {
    let excluded = false;
    for (const rule of rules) {
      if (rule.keys.length > 0 && rule.tests.length === rule.keys.length && passes(rule.tests, at)) {
        rule.hits++;
        excluded = true;
      }
    }
    if (!excluded) {
      const layers: Layer[] = [combine(axes, at, grid.name)];
      for (const extension of extensions) {
        if (!passes(extension.tests, at)) continue;
        extension.hits++;
        layers.push(extension.layer);
      }
      combinations.push({ layers, origin: axes.at(-1)?.values[at.at(-1) ?? 0] ?? grid.origin });
    }
    for (let axis = at.length - 1; axis >= 0; axis--) {
      const next = (at[axis] ?? 0) + 1;
      at[axis] = next < (axes[axis]?.values.length ?? 0) ? next : 0;
      if (at[axis] !== 0) break;
    }
  }
  for (const { node, hits, tests, keys } of rules) {
    if (hits > 0 || grid.size === 0) continue;
    const unknown = keys.find((key) => !axes.some((axis) => axis.key.text === key));
    findings.push({
      code: 'exclude-without-effect',
      severity: 'warning',
      message:
        unknown !== undefined && tests.length < keys.length
          ? t("This has no effect: `{0}` isn't a key of the grid.", unknown)
          : t('This has no effect: it matches no combination of the grid.'),
      span: node,
      fixes: [],
    });
  }
  const named = grid.name;
  for (const { node, layer, hits } of extensions) {
    if (hits > 0) continue;
    const layers = layer.name === undefined && named !== undefined ? [{ ...layer, name: named }] : [layer];
    combinations.push({ layers, origin: node });
  }
  return { combinations, findings };
}

const noReserved: Layer['reserved'] = new Map();

interface Test {
  readonly axis: number;
  /** For each value of the axis, whether it matches. */
  readonly agrees: readonly boolean[];
}

interface Column {
  readonly key: string;
  readonly values: readonly Comparable[];
}

function testsOf(columns: readonly Column[], layer: Layer, findings: Finding[]): readonly Test[] {
  return columns.flatMap(({ key, values }, axis) => {
    const wanted = valueIn(layer, key);
    if (wanted === undefined) return [];
    const own = comparable(wanted);
    const sameness = values.map((value) => samenessOf(value, own));
    const unsure = sameness.includes('same') ? -1 : sameness.indexOf('unsure');
    if (unsure !== -1) findings.push(notTheSame(wanted, values[unsure]?.text ?? ''));
    return [{ axis, agrees: sameness.map((each) => each === 'same') }];
  });
}

const notTheSame = (wanted: ScalarNode, text: string): Finding => ({
  code: 'similar-value',
  severity: 'information',
  message: t(
    "`{0}` doesn't match `{1}` in the grid: only some programs read them as the same number.",
    wanted.text,
    text,
  ),
  span: wanted,
  fixes: changeTo(text, wanted),
});

const passes = (tests: readonly Test[], at: readonly number[]): boolean =>
  tests.every(({ axis, agrees }) => agrees[at[axis] ?? 0] === true);

const keysOf = (layer: Layer): readonly string[] => [
  ...layer.parameters.map((parameter) => parameter.key.text),
  ...layer.reserved.keys(),
];

/** The effect of the values at these indexes of the axes on a run. */
export function combine(axes: readonly Axis[], at: readonly number[], name: ScalarNode | undefined): Layer {
  const parameters: Parameter[] = [];
  const settings = {};
  let hasSettings = false;
  let script: Layer['script'];
  let own = name;
  let reserved: Layer['reserved'] = noReserved;
  for (const [axis, { layers }] of axes.entries()) {
    const layer = layers[at[axis] ?? 0];
    if (layer === undefined) continue;
    parameters.push(...layer.parameters);
    if (layer.hasSettings) Object.assign(settings, layer.settings);
    hasSettings ||= layer.hasSettings;
    script = layer.script ?? script;
    own = layer.name ?? own;
    if (layer.reserved.size > 0) reserved = new Map([...reserved, ...layer.reserved]);
  }
  return { name: own, script, settings, hasSettings, parameters, reserved, unread: noKeys, findings: [] };
}
