import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { type Combination, combine } from './expand-grid';
import type { Finding } from './finding';
import { readGrid } from './grid';
import type { MappingNode, ScalarNode } from './syntax/node';

/** Lists that are read in parallel. */
export interface Zip {
  readonly name: ScalarNode | undefined;
  readonly keys: readonly ScalarNode[];
  readonly combinations: readonly Combination[];
  readonly findings: readonly Finding[];
}

/** Reads the mapping under `zip`: the first run gets the first value of each list. The shortest list determines the number of runs. */
export function readZip(mapping: MappingNode, context: ReadContext): Zip {
  const { axes, findings, name, origin } = readGrid(mapping, context);
  const all: Finding[] = [...findings];
  const lengths = axes.map(({ values }) => values.length);
  const [first] = axes;
  const odd = axes.find(({ values }) => values.length !== first?.values.length);
  if (first !== undefined && odd !== undefined)
    all.push({
      code: 'zip-lengths',
      severity: 'error',
      message: t(
        '`{0}` has {1} values, but `{2}` has {3}. Lists under `zip` must have the same length.',
        odd.key.text,
        odd.values.length,
        first.key.text,
        first.values.length,
      ),
      span: odd.key,
      fixes: [],
    });
  const size = lengths.length === 0 ? 0 : Math.min(...lengths);
  return {
    name,
    keys: axes.map(({ key }) => key),
    combinations: Array.from({ length: size }, (_, place) => ({
      layers: [
        combine(
          axes,
          axes.map(() => place),
          name,
        ),
      ],
      origin: axes.at(-1)?.values[place] ?? origin,
    })),
    findings: all,
  };
}
