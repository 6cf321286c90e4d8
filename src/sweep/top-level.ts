import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { changeTo, type Finding, rewriteFix } from './finding';
import type { topLevelKeyDocs } from './generated/keys';
import { validateBudget, validateCount, validateMaxConcurrent, validateName } from './generated/validate';
import { isReservedKey, isTopLevelKey, nearest, otherNameAtTop, sweepKeys, type TopLevelKey } from './keys';
import { duplicateKey, merged } from './merge';
import { readMetric } from './metric';
import { safeName } from './name';
import { otherNameFinding } from './other-name-at-top';
import { moveUnderDefaults, ownLine } from './own-line';
import type { SweepMetric } from './run';
import { finiteValue } from './schema-check';
import { readSeeds, type Seeds } from './seeds';
import type { StopEarly } from './settings';
import { singleValue } from './single-value';
import { readStopEarly } from './stop-early';
import { type Block, type Structure, spanOfValue } from './structure';
import { isMerge, type ScalarNode } from './syntax/node';

type Camel<S extends string> = S extends `${infer Word}_${infer Rest}`
  ? `${Word}${Capitalize<Camel<Rest>>}`
  : S;

type Type<K extends TopLevelKey> = (typeof topLevelKeyDocs)[K]['type'];

/** A key with a text or a number in the schema; a key that isn't read below is a compile error. */
type PlainKey = {
  [K in TopLevelKey]: Type<K> extends 'string' | 'number' | 'integer' ? K : never;
}[TopLevelKey];

/** `name`, `budget`, `maxConcurrent` and `count`. */
type PlainValues = {
  readonly [K in PlainKey as Camel<K>]: (Type<K> extends 'string' ? string : number) | undefined;
};

/** The top-level keys of a sweep file, each once. */
export interface TopLevel extends PlainValues {
  readonly blocks: ReadonlyMap<TopLevelKey, Block>;
  readonly metric: SweepMetric | undefined;
  readonly stopEarly: StopEarly | undefined;
  readonly seeds: Seeds | undefined;
  readonly findings: readonly Finding[];
}

export function readTopLevel(structure: Structure, context: ReadContext): TopLevel {
  const findings: Finding[] = [];
  const blocks = new Map<TopLevelKey, Block>();
  let unused: readonly TopLevelKey[] | undefined;
  for (const block of structure.blocks) {
    const { key } = block;
    if (isMerge(key)) continue;
    if (!isTopLevelKey(key.text)) {
      unused ??= unusedKeys(structure);
      const finding = strangeKey(block, structure, unused);
      if (finding !== undefined) findings.push(finding);
    } else if (blocks.has(key.text)) findings.push(duplicateKey(key));
    else blocks.set(key.text, block);
  }
  for (const block of mergedBlocks(structure, context))
    if (isTopLevelKey(block.key.text) && !blocks.has(block.key.text)) blocks.set(block.key.text, block);
  const scalarOf = (key: TopLevelKey): ScalarNode | undefined => {
    const block = blocks.get(key);
    const target = block === undefined ? undefined : context.resolve(block.value);
    return target?.kind === 'scalar' ? singleValue(target) : undefined;
  };
  const invalid = (key: TopLevelKey, message: string, fixes: Finding['fixes'] = []): undefined => {
    const block = blocks.get(key);
    if (block === undefined) return undefined;
    findings.push({ code: 'invalid-value', severity: 'error', message, span: spanOfValue(block), fixes });
  };
  const numberOf = (
    key: 'budget' | 'max_concurrent' | 'count',
    validate: typeof validateBudget,
    said: string,
  ) => {
    if (!blocks.has(key)) return undefined;
    const scalar = scalarOf(key);
    const value = scalar === undefined ? undefined : finiteValue(scalar);
    return typeof value === 'number' && validate(value) ? value : invalid(key, said);
  };
  return {
    blocks,
    name: readName(),
    budget: numberOf('budget', validateBudget, t('`budget` must be a number of US dollars above zero.')),
    maxConcurrent: numberOf(
      'max_concurrent',
      validateMaxConcurrent,
      t('`max_concurrent` must be a whole number above zero.'),
    ),
    metric: readMetric(blocks.get('metric'), context, findings),
    stopEarly: readStopEarly(blocks.get('stop_early'), context, findings),
    count: numberOf('count', validateCount, t('`count` must be a whole number from 1 to 50000.')),
    seeds: readSeeds(blocks.get('seeds'), context, findings),
    findings,
  };

  function readName(): string | undefined {
    if (!blocks.has('name')) return undefined;
    const scalar = scalarOf('name');
    if (scalar !== undefined && validateName(scalar.text)) return scalar.text;
    const safe = scalar === undefined ? '' : safeName(scalar.text).slice(0, 64).replace(/^_+/, '');
    const fixes = scalar === undefined || safe === '' ? [] : changeTo(safe, scalar);
    return invalid(
      'name',
      t(
        'The name of a sweep can contain up to 64 letters, digits, dots, dashes, and underscores, and must begin with a letter or digit.',
      ),
      fixes,
    );
  }
}

/** The entries that `<<` merges into the top level of a file. */
function mergedBlocks({ blocks }: Structure, { resolve }: ReadContext): readonly Block[] {
  const entries = blocks.filter(({ key }) => isMerge(key)).map(({ key, value }) => ({ key, value }));
  const [first] = entries;
  if (first === undefined) return [];
  const { chunk, start, end } = first.key;
  const target = merged({ kind: 'mapping', exact: false, chunk, start, end, entries, flow: false }, resolve);
  return target.entries.map(({ key, value }) => ({ key, value, items: undefined }));
}

/** Allowed keys that the file doesn't have. */
function unusedKeys({ blocks }: Structure): readonly TopLevelKey[] {
  const present = new Set(blocks.map(({ key }) => key.text));
  return sweepKeys.filter((key) => !present.has(key));
}

/** An unknown top-level key. Keys for anchors (`x-…`, `.…`, `_…`) are ignored. */
function strangeKey(block: Block, structure: Structure, unused: readonly TopLevelKey[]): Finding | undefined {
  const { key } = block;
  if (/^(?:x-|\.|_|\$schema$)/.test(key.text)) return undefined;
  // The tab itself is reported: the block that the key was intended for is unknown.
  if (isAfterTab(key)) return undefined;
  if (isReservedKey(key.text)) return misplaced(block, structure);
  const other = otherNameAtTop(key.text);
  if (other !== undefined) return otherNameFinding(block, other, structure, unused);
  const meant = nearest(key.text, unused);
  const newText = meant === undefined ? '' : key.style === 'plain' ? meant : JSON.stringify(meant);
  return {
    code: 'unknown-key',
    // With `defualts`, a whole block would be lost, including its `ttl`, so the file can't be launched.
    severity: meant === undefined ? 'warning' : 'error',
    message:
      meant === undefined
        ? t(
            'Unknown key `{0}`. Put parameters and settings of runs under `defaults`, `params`, or `grid`.',
            key.text,
          )
        : t('Unknown key `{0}`. Did you mean `{1}`?', key.text, meant),
    span: key,
    fixes: meant === undefined ? [] : rewriteFix(t('Change to `{0}`', meant), key, newText),
  };
}

/** YAML doesn't allow tabs as indentation; its parser continues as if the line began there. */
function isAfterTab({ chunk, start }: ScalarNode): boolean {
  const line = chunk.text.slice(chunk.text.lastIndexOf('\n', start - 1) + 1, start);
  return chunk.language === 'yaml' && line.includes('\t');
}

/** `ttl: 1h` at the top level would look as if it applied, but it doesn't. */
function misplaced({ key, value, items }: Block, structure: Structure): Finding {
  const line = items === undefined ? ownLine({ key, value }) : undefined;
  const edits = line === undefined ? [] : moveUnderDefaults(line, key.text, structure);
  return {
    code: 'misplaced-key',
    severity: 'error',
    message: t('`{0}` belongs under `defaults`. It has no effect here.', key.text),
    span: key,
    fixes: edits.length === 0 ? [] : [{ title: t('Move it under `defaults`'), edits }],
  };
}
