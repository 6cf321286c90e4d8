import { t } from '@vscode/l10n';
import type { Finding } from '../../finding';
import { exactSpan, exactSpanOf, type ScalarNode } from '../../syntax/node';

/** Commands that don't run other commands: a command after one of them isn't intended as its argument. */
const command =
  /^(?:set|cd|export|mkdir|cp|mv|rm|chmod|aws|curl|wget|source|unset|tar|unzip|python[\d.]*|spored|git)\s+[^\s]/;
/** The start of a separate command. */
const nextPattern =
  /^(?:(?:set|cd|export|mkdir|cp|mv|rm|chmod|aws|curl|wget|source|python[\d.]*|pip3?|yum|dnf|apt-get|spored|git|echo|exit|sleep|if|for|while|case)\s|exit$|wait$|[A-Za-z_]\w*=)/;

/**
 * A script whose lines YAML joins into one: `>`, or a value over several lines without `|`. Long commands are written
 * like this on purpose, so only clear mistakes are reported: a `#` that comments out the rest, and a command that
 * follows a complete one.
 */
export function foldedScript(node: ScalarNode): Finding | undefined {
  const { chunk, start, end, style } = node;
  const source = chunk.text.slice(start, end);
  const head = source.indexOf('\n');
  if (style === 'literal' || head === -1) return undefined;
  const lines = (style === 'folded' ? source.slice(head + 1) : source.replaceAll(/^["']|["']$/g, ''))
    .split('\n')
    .map((line) => line.trim());
  const joined = lines.flatMap((line, at): readonly (readonly [string, string])[] => {
    const next = lines[at + 1] ?? '';
    return node.text.includes(`${line} ${next}`) && line !== '' && next !== '' ? [[line, next]] : [];
  });
  const hides = joined.some(([line, next]) => line.startsWith('#') && !next.startsWith('#'));
  if (!hides && !joined.some(([line, next]) => isWhole(line) && nextPattern.test(next))) return undefined;
  return {
    code: 'folded-script',
    severity: hides ? 'error' : 'warning',
    message: hides
      ? t(
          "YAML joins these lines into one, so everything after the `#` is a comment and doesn't run. Write `user_data: |` to keep the line breaks.",
        )
      : t(
          'YAML joins these lines into one, so a command becomes an argument of the one before it. Write `user_data: |` to keep the line breaks.',
        ),
    span: { chunk, start, end: start + head },
    fixes:
      style === 'folded' && exactSpanOf(node) !== undefined
        ? [
            {
              title: t('Change `>` to `|`'),
              edits: [{ span: exactSpan(chunk, start, start + 1), newText: '|' }],
            },
          ]
        : [],
  };
}

/** Whether a line is a complete command. */
const isWhole = (line: string): boolean =>
  command.test(line) &&
  !/(?:[\\|;&({,]|\b(?:do|then|else))$/.test(line) &&
  [`"`, `'`, '`'].every((quote) => line.split(quote).length % 2 === 1);
