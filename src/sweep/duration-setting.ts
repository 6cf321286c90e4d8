import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { guessDuration, longestTtlSeconds, parseDuration } from './duration';
import { changeTo, type Finding } from './finding';
import type { ScalarNode, SyntaxNode } from './syntax/node';

type Note = (finding: Finding) => void;

/** Seconds; undefined, with a finding, if the value isn't a valid duration of a setting. */
export function readDuration(
  node: SyntaxNode,
  _context: ReadContext,
  note: Note,
  key: string,
): number | undefined {
  if (node.kind !== 'scalar') return undefined;
  const seconds = parseDuration(node.text);
  if (seconds === undefined) {
    note(notADuration(key, node));
  } else if (seconds === 0) {
    note({
      code: 'invalid-duration',
      severity: 'error',
      message: t('`{0}` must be longer than zero.', key),
      span: node,
      fixes: [],
    });
  } else if (seconds > longestTtlSeconds) {
    note({
      code: 'ttl-too-long',
      severity: 'error',
      message: t("`{0}` can't exceed 30 days.", key),
      span: node,
      fixes: changeTo('30d', node),
    });
  } else return seconds;
  return undefined;
}

function notADuration(key: string, node: ScalarNode): Finding {
  const bare = /^\d+(?:\.\d+)?$/.test(node.text.trim());
  const candidates = bare
    ? ['m', 'h', 's'].map((unit) => `${node.text.trim()}${unit}`)
    : [guessDuration(node.text)];
  const sound = candidates.filter((text) => text !== undefined && isSoundDuration(text)) as string[];
  return {
    code: bare ? 'bare-duration' : 'invalid-duration',
    severity: 'error',
    message: bare
      ? t('`{0}: {1}` has no unit. Write {1}m for minutes or {1}h for hours.', key, node.text.trim())
      : t('`{0}` must be a duration, such as 30m, 1h30m, or 2d.', key),
    span: node,
    fixes: sound.flatMap((text) => changeTo(text, node)),
  };
}

function isSoundDuration(text: string): boolean {
  const seconds = parseDuration(text);
  return seconds !== undefined && seconds > 0 && seconds <= longestTtlSeconds;
}
