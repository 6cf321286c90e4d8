import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { type Combination, expandGrid } from './expand-grid';
import { changeTo, type Finding } from './finding';
import { type Grid, readGrid } from './grid';
import { emptyLayer } from './layer';
import { missingSpace } from './missing-space';
import { drawRuns, type RandomSearch, readRandom } from './random';
import type { RunEntry } from './run-entry';
import { spanOfValue } from './structure';
import type { ScalarNode, SyntaxNode } from './syntax/node';
import type { TopLevel } from './top-level';
import { readZip, type Zip } from './zip';

/** Maximum number of runs of one sweep. EC2's sustained rate is 2 instances a second: these would take seven hours. */
export const mostRuns = 50_000;

/** The runs that `grid`, `include`, `zip`, `random` and `count` define. */
export interface Expansion {
  readonly grid: Grid | undefined;
  readonly zip: Zip | undefined;
  readonly search: RandomSearch | undefined;
  /** Those of the grid, after `exclude`, with `include`; then those of the lists, of the search, and those without parameters. */
  readonly combinations: readonly Combination[];
  /** The number of `combinations` from the grid, which are first. */
  readonly gridSize: number;
  readonly findings: readonly Finding[];
}

export const noExpansion: Expansion = {
  grid: undefined,
  zip: undefined,
  search: undefined,
  combinations: [],
  gridSize: 0,
  findings: [],
};

export function expand(
  top: TopLevel,
  context: ReadContext,
  exclude: readonly RunEntry[],
  include: readonly RunEntry[],
): Expansion {
  const findings: Finding[] = [];
  const { blocks } = top;
  const mappingUnder = (key: 'grid' | 'zip' | 'random') => {
    const block = blocks.get(key);
    const target = block === undefined ? undefined : context.resolve(block.value);
    if (block === undefined || target === undefined) return undefined;
    if (target.kind === 'mapping') return target;
    const oneWord = block.items === undefined ? missingSpace(block.value) : undefined;
    if (oneWord !== undefined) {
      findings.push(oneWord);
      return undefined;
    }
    const empty = target.kind === 'scalar' && target.text === '' && block.items === undefined;
    findings.push({
      code: empty ? 'empty-block' : 'invalid-value',
      severity: 'error',
      message:
        key !== 'random'
          ? t(
              '`{0}` must be a mapping of parameters to lists of values, such as `learning_rate: [0.1, 0.01]`.',
              key,
            )
          : t('`random` must be a mapping with `count`, `seed`, and `space`.'),
      span: spanOfValue(block),
      fixes: [],
    });
    return undefined;
  };
  const gridMapping = mappingUnder('grid');
  const zipMapping = mappingUnder('zip');
  const searchMapping = mappingUnder('random');
  const grid = gridMapping === undefined ? undefined : readGrid(gridMapping, context);
  const search = searchMapping === undefined ? undefined : readRandom(searchMapping, context);
  const zip = zipMapping === undefined ? undefined : readZip(zipMapping, context);
  findings.push(...(grid?.findings ?? []), ...(zip?.findings ?? []), ...(search?.findings ?? []));
  const tooMany = (span: SyntaxNode, count: number): void => {
    findings.push({
      code: 'too-many-runs',
      severity: 'error',
      message: t(
        'This sweep has {0} runs. The maximum is {1}. Remove values, or split the sweep.',
        count,
        mostRuns,
      ),
      span,
      fixes: [],
    });
  };
  const combinations: Combination[] = [];
  if (grid !== undefined && grid.size > mostRuns) {
    const key = blocks.get('grid')?.key;
    if (key !== undefined) tooMany(key, grid.size);
  } else if (grid !== undefined || include.length > 0) {
    const nothing: Grid = {
      name: undefined,
      axes: [],
      size: 0,
      findings: [],
      origin: grid?.origin ?? nowhere(include),
    };
    const expanded = expandGrid(grid ?? nothing, exclude, include);
    for (const combination of expanded.combinations) combinations.push(combination);
    findings.push(...expanded.findings);
  }
  const gridSize = combinations.length;
  for (const combination of zip?.combinations ?? []) combinations.push(combination);
  if (search !== undefined && search.count > mostRuns) {
    const key = blocks.get('random')?.key;
    if (key !== undefined) tooMany(key, search.count);
  } else if (search !== undefined) {
    for (const layer of drawRuns(search, context))
      combinations.push({ layers: [layer], origin: search.origin });
  }
  const { count = 0 } = top;
  const counted = blocks.get('count')?.key;
  if (counted !== undefined) {
    const others = (['params', 'grid', 'zip', 'random', 'include'] as const).some((key) => blocks.has(key));
    if (others) findings.push(countBeside(counted, blocks.has('seeds')));
    else for (let run = 0; run < count; run++) combinations.push({ layers: [emptyLayer], origin: counted });
  }
  return { grid, zip, search, combinations, gridSize, findings };
}

/** `count` next to a grid means that each of its runs is repeated. */
const countBeside = (key: ScalarNode, seeded: boolean): Finding => ({
  code: 'count-beside-runs',
  severity: 'error',
  message: t(
    '`count` is for sweeps whose runs have no parameters. To repeat each run of this sweep, use `seeds`, which gives each repetition its own `seed`.',
  ),
  span: key,
  fixes: seeded ? [] : changeTo('seeds', key),
});

/** Without a grid, every entry of `include` is a separate run. */
const nowhere = (include: readonly RunEntry[]): Grid['origin'] => {
  const [first] = include;
  if (first === undefined) throw new RangeError('an include without entries expands to nothing');
  const { chunk, start, end } = first.node;
  return { kind: 'mapping', exact: false, chunk, start, end, entries: [], flow: false };
};
