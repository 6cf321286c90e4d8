import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { changeTo, type Finding } from './finding';
import { emptyLayer, type Layer, readLayer } from './layer';
import { missingSpace } from './missing-space';
import { isSafeName, safeName } from './name';
import { type ItemHolder, nodesOf } from './structure';
import type { ScalarNode, SyntaxNode } from './syntax/node';
import { placeholdersOf } from './template';

/** One entry of a list of runs, read on its own. */
export interface RunEntry {
  readonly node: SyntaxNode;
  readonly layer: Layer;
  /** Its problems regardless of its surroundings. */
  readonly findings: readonly Finding[];
}

/** Reads the entries that a holder holds. */
export function runEntriesOf(holder: ItemHolder, context: ReadContext): readonly RunEntry[] {
  return nodesOf(holder).map((node, index) => {
    const cell = cellOf(node, context);
    return node.exact || cell.findings.length === 0 ? cell : numbered(cell, index);
  });
}

/** Problems of a row in a CSV file are shown at the file's path: the message names the row. */
function numbered(cell: RunEntry, index: number): RunEntry {
  const findings = cell.findings.map((finding) => ({
    ...finding,
    message: t('Run {0} of the file: {1}', index + 1, finding.message),
  }));
  return { ...cell, findings };
}

function cellOf(node: SyntaxNode, context: ReadContext): RunEntry {
  const target = context.resolve(node);
  if (target?.kind !== 'mapping') {
    return { node, layer: emptyLayer, findings: target === undefined ? [] : [notARun(node, target)] };
  }
  const layer = readLayer(target, context);
  const unsafe = layer.name === undefined ? undefined : unsafeName(layer.name);
  return { node, layer, findings: unsafe === undefined ? layer.findings : [...layer.findings, unsafe] };
}

function notARun(node: SyntaxNode, target: SyntaxNode): Finding {
  const oneWord = target === node ? missingSpace(node) : undefined;
  if (oneWord !== undefined) return oneWord;
  const empty = target.kind === 'scalar' && target.text === '';
  return {
    code: empty ? 'empty-run' : 'not-a-run',
    severity: 'error',
    message: empty
      ? t('This run is empty. Add a parameter, such as `learning_rate: 0.1`, or remove the dash.')
      : t('A run must be a mapping of parameters to values, such as `learning_rate: 0.1`.'),
    span: node,
    fixes: [],
  };
}

/** A literal name that isn't valid as a tag, an S3 key, or a file name. */
export function unsafeName(name: ScalarNode): Finding | undefined {
  if (placeholdersOf(name.text).length > 0 || isSafeName(name.text)) return undefined;
  const safe = safeName(name.text);
  return {
    code: 'unsafe-name',
    severity: 'error',
    message: t(
      "`{0}` can't be the name of a run, because the folder of its results has the same name. Use up to 128 letters, digits, dots, dashes, and underscores.",
      name.text,
    ),
    span: name,
    fixes: safe === '' ? [] : changeTo(safe, name),
  };
}
