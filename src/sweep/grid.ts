import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { type Finding, rewriteFix } from './finding';
import { validateAxis } from './generated/validate';
import { type Layer, readEntries } from './layer';
import { distinct } from './merge';
import { stepsOf } from './range';
import { repeatedValues } from './sameness';
import { typedValue } from './schema-check';
import { singleValue } from './single-value';
import type { MappingNode, ScalarNode, SyntaxNode } from './syntax/node';
import { unfold } from './unfold';

/** One key of a grid and the values it takes. */
export interface Axis {
  readonly key: ScalarNode;
  readonly values: readonly ScalarNode[];
  /** The part of a run for each value, in the order of `values`. */
  readonly layers: readonly Layer[];
}

export interface Grid {
  /** Template of its runs' names. */
  readonly name: ScalarNode | undefined;
  readonly axes: readonly Axis[];
  readonly origin: MappingNode;
  /** Product of the axes. */
  readonly size: number;
  readonly findings: readonly Finding[];
}

/** Keys of a GitHub Actions matrix that are next to its axes. */
const besideGrid: ReadonlySet<string> = new Set(['exclude', 'include']);

/** Reads the mapping under `grid`. An invalid axis is omitted, and reported. */
export function readGrid(mapping: MappingNode, context: ReadContext): Grid {
  const findings: Finding[] = [];
  const axes: Axis[] = [];
  let name: ScalarNode | undefined;
  for (const { key, value } of distinct(mapping.entries, (finding) => findings.push(finding))) {
    const target = context.resolve(value);
    if (key.text === 'name' && target?.kind === 'scalar') {
      name = target.text.trim() === '' ? undefined : singleValue(target);
      continue;
    }
    const values = target === undefined ? [] : axisValues(key, value, target, context, findings);
    if (values.length === 0) continue;
    const layers = values.map((scalar) => readEntries([{ key, value: scalar }], context));
    // A problem of the key is reported once, not for each value.
    const said = new Set<string>();
    for (const finding of layers.flatMap((layer) => layer.findings)) {
      const once = `${finding.code} ${finding.span.start}`;
      if (!said.has(once)) findings.push(finding);
      said.add(once);
    }
    axes.push({ key, values, layers });
  }
  const size = axes.length === 0 ? 0 : axes.reduce((product, axis) => product * axis.values.length, 1);
  return { name, axes, origin: mapping, size, findings };
}

function axisValues(
  key: ScalarNode,
  value: SyntaxNode,
  target: SyntaxNode,
  context: ReadContext,
  findings: Finding[],
): readonly ScalarNode[] {
  const wrong = (
    code: string,
    message: string,
    span: SyntaxNode | ScalarNode,
    fixes: Finding['fixes'] = [],
  ) => {
    findings.push({ code, severity: 'error', message, span, fixes });
    return [];
  };
  if (target.kind === 'scalar') {
    const written = target.chunk.text.slice(target.start, target.end);
    const fixes =
      target.chunk.tree.faults.some(({ kind }) => kind === 'syntax') || !/^[\w.+"'-]+$/.test(written)
        ? []
        : rewriteFix(t('Make it a list'), target, `[${written}]`);
    return wrong(
      'grid-not-list',
      t('A grid requires a list of values for `{0}`, such as [1, 2, 3].', key.text),
      target.text === '' ? key : value,
      value === target ? fixes : [],
    );
  }
  if (target.kind === 'mapping') {
    if (!validateAxis(plainValue(target, context))) {
      return wrong(
        'grid-not-list',
        t('A grid requires a list of values for `{0}`, or {range: [first, last]}.', key.text),
        value,
      );
    }
    const range = target.entries.find((entry) => entry.key.text === 'range');
    const bounds = range === undefined ? undefined : context.resolve(range.value);
    const values =
      bounds?.kind === 'sequence' ? stepsOf(bounds, context, (finding) => findings.push(finding)) : [];
    noteRepeated(values, findings);
    return values;
  }
  if (target.kind !== 'sequence') return [];
  if (target.items.length === 0)
    return wrong('empty-list', t('`{0}` has no values, so the grid has no runs.', key.text), value);
  if (besideGrid.has(key.text) && target.items.some((item) => context.resolve(item)?.kind === 'mapping')) {
    return wrong(
      'misplaced-key',
      t(
        '`{0}` belongs at the top level of the file, next to `grid`. Here it would be a parameter.',
        key.text,
      ),
      key,
    );
  }
  const values: ScalarNode[] = [];
  for (const item of target.items) {
    const scalar = context.resolve(item);
    if (scalar?.kind === 'scalar') values.push(scalar);
    else if (scalar !== undefined) {
      wrong(
        'parameter-not-scalar',
        t('Each value of `{0}` must be a single value: a number, a word, or text.', key.text),
        item,
      );
    }
  }
  noteRepeated(values, findings);
  return values;
}

function noteRepeated(values: readonly ScalarNode[], findings: Finding[]): void {
  const { twice, similar } = repeatedValues(values);
  if (twice !== undefined) {
    const message = t('Duplicate value `{0}`: the same runs would be launched twice.', twice.text);
    findings.push({ code: 'duplicate-value', severity: 'warning', message, span: twice, fixes: [] });
  }
  if (similar !== undefined) {
    const [one, other] = similar;
    const message = t(
      '`{0}` and `{1}` are different values here, but some programs read them as the same number.',
      one.text,
      other.text,
    );
    findings.push({ code: 'similar-value', severity: 'information', message, span: other, fixes: [] });
  }
}

/** Values for the JSON schema. */
export const plainValue = (node: SyntaxNode, context: ReadContext): unknown =>
  unfold(node, context.resolve, typedValue);
