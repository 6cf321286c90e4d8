import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { readDuration } from './duration-setting';
import { changeTo, type Finding } from './finding';
import type { ReadValue } from './setting-values';
import type { Checkpoint } from './settings';
import { entryOf, type ScalarNode, type SyntaxNode } from './syntax/node';

/** Interval between checks of a checkpoint: default, minimum, and maximum. Seconds. */
const usual = 300;
const shortest = 60;
const longest = 86_400;

/** A path, or `{path, every}`. The schema has validated the path. */
export const readCheckpoint: ReadValue<Checkpoint> = (node, context, note) => {
  const path = node.kind === 'mapping' ? partOf(node, 'path', context) : node;
  if (path?.kind !== 'scalar') return undefined;
  const every = partOf(node, 'every', context);
  const everySeconds = every === undefined ? usual : readEvery(every, context, note);
  return everySeconds === undefined ? undefined : { path: tidy(path.text), everySeconds };
};

/** The problem of `every`, for which the schema only reports an invalid value. */
export function wrongEvery(node: SyntaxNode, context: ReadContext): Finding | undefined {
  const every = partOf(node, 'every', context);
  const findings: Finding[] = [];
  if (every !== undefined) readEvery(every, context, (finding) => findings.push(finding));
  return findings[0];
}

/** `//tmp//checkpoint/` becomes `/tmp/checkpoint`. */
const tidy = (path: string): string => path.replace(/\/+/g, '/').replace(/\/$/, '');

function partOf(node: SyntaxNode, key: string, { resolve }: ReadContext): ScalarNode | undefined {
  const value = node.kind === 'mapping' ? entryOf(node, key)?.value : undefined;
  const part = value === undefined ? undefined : resolve(value);
  return part?.kind === 'scalar' ? part : undefined;
}

function readEvery(
  node: ScalarNode,
  context: ReadContext,
  note: (finding: Finding) => void,
): number | undefined {
  const seconds = readDuration(node, context, note, 'every');
  if (seconds === undefined || (seconds >= shortest && seconds <= longest)) return seconds;
  note({
    code: 'invalid-duration',
    severity: 'error',
    message: t('`every` must be between 1m and 24h.'),
    span: node,
    fixes: changeTo(seconds < shortest ? '1m' : '24h', node),
  });
  return undefined;
}
