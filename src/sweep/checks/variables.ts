import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import { collision, type Layer } from '../layer';
import { seedKey } from '../seeds';
import type { ScalarNode } from '../syntax/node';
import { conflictsOf } from './conflicts';

/**
 * Keys of a grid, a search, or `include` that conflict with one another or with `defaults`. The runs of `params` are
 * checked one by one.
 */
export function variableFindings(document: Contents): readonly Finding[] {
  const { defaults, context, expansion } = document;
  const findings: Finding[] = [];
  const axes = expansion.grid?.axes ?? [];
  const outer = defaults.parameters.map(({ key }) => key);
  const include = document.cellsUnder('include').map(({ layer }) => layer);
  clashes(
    document,
    outer,
    axes.map(({ key }) => key),
    findings,
  );
  clashes(
    document,
    outer,
    (expansion.search?.dimensions ?? []).map(({ key }) => key),
    findings,
  );
  for (const layer of include) {
    const own = layer.parameters.map(({ key }) => key);
    clashes(document, [...outer, ...axes.map(({ key }) => key)], own, findings, false);
  }
  clashes(document, outer, expansion.zip?.keys ?? [], findings);
  const { seeds } = document.top;
  if (seeds !== undefined && document.parameterKeys().has(seedKey))
    findings.push({
      code: 'colliding-variables',
      severity: 'error',
      message: t(
        '`seeds` gives every run a parameter `seed`, but the file already has one. Remove one of them.',
      ),
      span: seeds.key,
      fixes: [],
    });
  const settings: readonly Layer[] = [...axes.flatMap(({ layers }) => layers), ...include];
  for (const layer of settings) findings.push(...conflictsOf(defaults, layer, context));
  return findings;
}

function clashes(
  document: Contents,
  outer: readonly ScalarNode[],
  own: readonly ScalarNode[],
  findings: Finding[],
  amongOwn = true,
): void {
  const { keys } = document.context;
  const owners = new Map<string, string>();
  for (const key of outer) owners.set(keys.of(key.text).variable, key.text);
  for (const key of own) {
    const { variable, reserved } = keys.of(key.text);
    const owner = owners.get(variable);
    if (!reserved && owner !== undefined && owner !== key.text)
      findings.push(collision(key, owner, variable));
    if (amongOwn) owners.set(variable, key.text);
  }
}
