import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { compareDecimals, decimalOf } from './decimal';
import { distributionSlip } from './distribution-slip';
import { type Bound, type Distribution, drawsOf, valueFrom } from './draw';
import { type Finding, rewriteFix } from './finding';
import { distributionDocs, randomKeyDocs } from './generated/keys';
import { type ShapeError, validateRandom } from './generated/validate';
import { isReservedKey, nearest } from './keys';
import { type Layer, noKeys, readEntries } from './layer';
import { distinct } from './merge';
import { finiteValue, typedValue } from './schema-check';
import { singleValue } from './single-value';
import { entryOf, type MappingNode, type ScalarNode, type SyntaxNode, scalarType } from './syntax/node';
import { unfold } from './unfold';

/** One parameter of a search space. */
export interface Dimension {
  readonly key: ScalarNode;
  readonly distribution: Distribution;
  /** The numbers or values it is drawn from, where the file defines its runs. */
  readonly origin: SyntaxNode;
}

export interface RandomSearch {
  readonly name: ScalarNode | undefined;
  readonly count: number;
  readonly seed: number;
  readonly dimensions: readonly Dimension[];
  readonly origin: MappingNode;
  readonly findings: readonly Finding[];
}

/** Reads the mapping under `random`. An invalid dimension is omitted, and reported. */
export function readRandom(mapping: MappingNode, context: ReadContext): RandomSearch {
  const findings: Finding[] = [];
  const note = (finding: Finding): void => void findings.push(finding);
  distinct(mapping.entries, note);
  // Bounds have a separate problem.
  const shape = unfold(mapping, context.resolve, (scalar, under) =>
    under === '' ? typedValue(scalar) : finiteValue(scalar),
  );
  if (!validateRandom(shape)) findings.push(...shapeFindings(mapping, context));
  const number = (key: string): number | undefined => {
    const value = entryOf(mapping, key)?.value;
    const scalar = value === undefined ? undefined : context.resolve(value);
    const found = scalar?.kind === 'scalar' && scalar.text !== '' ? Number(scalar.text) : Number.NaN;
    return Number.isSafeInteger(found) && found >= 0 ? found : undefined;
  };
  const nameValue = entryOf(mapping, 'name')?.value;
  const name = nameValue === undefined ? undefined : context.resolve(nameValue);
  const space = entryOf(mapping, 'space')?.value;
  const target = space === undefined ? undefined : context.resolve(space);
  const dimensions: Dimension[] = [];
  for (const entry of target?.kind === 'mapping' && target !== mapping
    ? distinct(target.entries, note)
    : []) {
    const before = findings.length;
    const distribution = readDistribution(entry.value, context, findings);
    if (distribution === undefined) {
      if (findings.length === before) findings.push(distributionSlip(entry.key, entry.value, context));
      continue;
    }
    const probe =
      distribution.kind === 'choice' ? choiceNodes(entry.value, context) : [asScalar(entry.value)];
    const said = new Set<string>();
    for (const value of probe) {
      for (const finding of readEntries([{ key: entry.key, value }], context).findings) {
        const once = `${finding.code} ${finding.span.start}`;
        // Numbers are drawn later; only problems of the key itself count now.
        if (said.has(once) || (distribution.kind !== 'choice' && finding.span !== entry.key)) continue;
        said.add(once);
        findings.push(finding);
      }
    }
    dimensions.push({ key: entry.key, distribution, origin: entry.value });
  }
  return {
    name: name?.kind === 'scalar' && name.text.trim() !== '' ? singleValue(name) : undefined,
    count: number('count') ?? 0,
    seed: number('seed') ?? 0,
    dimensions,
    origin: mapping,
    findings,
  };
}

const asScalar = (node: SyntaxNode): ScalarNode => ({
  kind: 'scalar',
  exact: false,
  chunk: node.chunk,
  start: node.start,
  end: node.end,
  text: '',
  style: 'plain',
});

function choiceNodes(value: SyntaxNode, context: ReadContext): readonly ScalarNode[] {
  const target = context.resolve(value);
  const list = entryOf(target, 'choice')?.value;
  const items = list === undefined ? undefined : context.resolve(list);
  if (items?.kind !== 'sequence') return [];
  return items.items.map((item) => context.resolve(item)).filter((item) => item?.kind === 'scalar');
}

function readDistribution(
  value: SyntaxNode,
  context: ReadContext,
  findings: Finding[],
): Distribution | undefined {
  const target = context.resolve(value);
  const [entry, more] = target?.kind === 'mapping' ? target.entries : [];
  if (entry === undefined || more !== undefined || !Object.hasOwn(distributionDocs, entry.key.text))
    return undefined;
  const list = context.resolve(entry.value);
  if (list === undefined) return undefined;
  const invalid = (message: string): undefined => {
    const span = entry.value.start === entry.value.end ? entry.key : entry.value;
    findings.push({ code: 'invalid-distribution', severity: 'error', message, span, fixes: [] });
  };
  if (list.kind !== 'sequence')
    return invalid(
      entry.key.text === 'choice'
        ? t('`choice` requires a list of values: [a, b].')
        : t('`{0}` requires two numbers: [low, high].', entry.key.text),
    );
  if (entry.key.text === 'choice') {
    const values = choiceNodes(value, context).map((scalar) => scalar.text);
    const nested = list.items.find((item) => context.resolve(item)?.kind !== 'scalar');
    if (nested !== undefined) return void findings.push(notOneValue(nested));
    return values.length === 0
      ? invalid(t('`choice` requires at least one value.'))
      : { kind: 'choice', values };
  }
  const kind = entry.key.text;
  if (kind !== 'uniform' && kind !== 'log_uniform' && kind !== 'int_uniform') return undefined;
  const items = list.items.map((item) => context.resolve(item));
  if (items.length !== 2 || !items.every((item) => item !== undefined && isNumber(item)))
    return invalid(t('`{0}` requires two numbers: [low, high].', kind));
  const [low, high] = items.map(boundOf);
  if (low === undefined || high === undefined)
    return invalid(t('Both bounds must be finite numbers, such as [0, 1].'));
  if (compareDecimals(low.exact, high.exact) > 0)
    return invalid(t('The first bound must be the lower one: [{0}, {1}].', high.text, low.text));
  if (kind === 'log_uniform' && low.value <= 0)
    return invalid(t('`log_uniform` requires bounds above zero.'));
  if (kind === 'int_uniform' && !(Number.isSafeInteger(low.value) && Number.isSafeInteger(high.value))) {
    return invalid(t('`int_uniform` requires whole numbers from -9007199254740991 to 9007199254740991.'));
  }
  return { kind, low, high };
}

/** A parameter is one value: a list can be passed as a text that the script parses. */
function notOneValue(node: SyntaxNode): Finding {
  const written = node.chunk.text.slice(node.start, node.end);
  const text = JSON.stringify(written);
  return {
    code: 'parameter-not-scalar',
    severity: 'error',
    message: t(
      'Each value must be a number, a word, or text. To pass a list, write it as text that the script reads: {0}.',
      text,
    ),
    span: node,
    fixes: written.includes('\n') ? [] : rewriteFix(t('Change to {0}', text), node, text),
  };
}

const isNumber = (node: SyntaxNode): boolean =>
  node.kind === 'scalar' && ['integer', 'number'].includes(scalarType(node));

/** Undefined if a program could not read it: `.inf`, `.nan`, `1e400`. */
function boundOf(node: SyntaxNode | undefined): Bound | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const { text } = node;
  const value = Number(text);
  const exact = decimalOf(text);
  return exact === undefined || !Number.isFinite(value) ? undefined : { text, value, exact };
}

/** The runs of a search, as layers. */
export function drawRuns(search: RandomSearch, context: ReadContext): readonly Layer[] {
  const columns = search.dimensions.map((dimension) => ({
    dimension,
    draw: drawsOf(dimension.key.text, search.seed),
  }));
  return Array.from({ length: search.count }, (_, index) => {
    const entries = columns.map(({ dimension: { key, distribution, origin }, draw }) => ({
      key,
      value: { ...asScalar(origin), text: valueFrom(distribution, draw(index)) },
    }));
    const layer = entries.some((entry) => isReservedKey(entry.key.text))
      ? readEntries(entries, context)
      : plainLayer(entries);
    return { ...layer, name: layer.name ?? search.name, findings: [] };
  });
}

const plainLayer = (parameters: Layer['parameters']): Layer => ({
  name: undefined,
  script: undefined,
  settings: {},
  hasSettings: false,
  parameters,
  reserved: new Map(),
  unread: noKeys,
  findings: [],
});

function shapeFindings(mapping: MappingNode, context: ReadContext): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const error of validateRandom.errors ?? []) {
    const path = error.instancePath.split('/').slice(1).map(pointerStep);
    // Each parameter under `space` is reported separately.
    if (path[0] === 'space' && path.length > 1) continue;
    const { node, key } = nodeAt(mapping, path, context);
    const said = sentence(error, path);
    const { additionalProperty: extra } = error.params;
    const span = typeof extra === 'string' ? (entryOf(node, extra)?.key ?? node) : (key ?? node);
    const at = `${span.start}`;
    if (seen.has(at)) continue;
    seen.add(at);
    findings.push({ ...said, severity: 'error', span, fixes: [] });
    if (typeof extra === 'string' && path.length === 0) {
      const meant = nearest(extra, Object.keys(randomKeyDocs));
      const last = findings.pop();
      if (last === undefined) continue;
      const fixes =
        meant === undefined ? [] : rewriteFix(t('Change to `{0}`', meant), span, spelledKey(span, meant));
      findings.push({ ...last, fixes });
    }
  }
  return findings;
}

const pointerStep = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
const spelledKey = (span: { readonly kind?: string }, key: string): string =>
  'style' in span && span.style !== 'plain' ? JSON.stringify(key) : key;

function nodeAt(
  mapping: MappingNode,
  path: readonly string[],
  context: ReadContext,
): { readonly node: SyntaxNode; readonly key: ScalarNode | undefined } {
  let node: SyntaxNode = mapping;
  let key: ScalarNode | undefined;
  for (const step of path) {
    const target: SyntaxNode | undefined = context.resolve(node);
    const entry = entryOf(target, step);
    const next: SyntaxNode | undefined =
      entry?.value ?? (target?.kind === 'sequence' ? target.items[Number(step)] : undefined);
    if (next === undefined) break;
    // A missing value has no range.
    key = entry !== undefined && next.start === next.end ? entry.key : undefined;
    node = next;
  }
  return { node, key };
}

function sentence(
  error: ShapeError,
  path: readonly string[],
): { readonly code: string; readonly message: string } {
  const [first] = path;
  if (error.keyword === 'required') {
    return { code: 'invalid-value', message: t('`random` requires a `count`, the number of runs to draw.') };
  }
  if (error.keyword === 'additionalProperties' && first === undefined) {
    return { code: 'unknown-key', message: t('`random` allows only `count`, `seed`, `name`, and `space`.') };
  }
  switch (first) {
    case 'count':
      return { code: 'invalid-value', message: t('`count` must be a whole number above zero.') };
    case 'seed':
      return {
        code: 'invalid-value',
        message: t('`seed` must be a whole number from 0 to 9007199254740991.'),
      };
    case 'name':
      return { code: 'invalid-value', message: t('`name` must be text.') };
    default:
      return {
        code: 'invalid-distribution',
        message: t('`space` must be a mapping of parameters to distributions.'),
      };
  }
}
