import { t } from '@vscode/l10n';
import type { Finding } from '../../finding';
import { exactSpan, exactSpanOf, type ScalarNode } from '../../syntax/node';

/** Commands that start no other, so that a command behind one of them was not meant as its argument. */
const COMMAND =
  /^(?:set|cd|export|mkdir|cp|mv|rm|chmod|aws|curl|wget|source|unset|tar|unzip|python[\d.]*|spored|git)\s+[^\s]/;
/** What begins a command of its own. */
const NEXT =
  /^(?:(?:set|cd|export|mkdir|cp|mv|rm|chmod|aws|curl|wget|source|python[\d.]*|pip3?|yum|dnf|apt-get|spored|git|echo|exit|sleep|if|for|while|case)\s|exit$|wait$|[A-Za-z_]\w*=)/;

/**
 * A script whose lines YAML joins to one: `>`, or text over several lines without `|`. Long commands are written like that
 * on purpose. Told is what cannot be meant: a first line of `#`, which makes a comment of all, and a command behind a
 * whole other one.
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
  if (!hides && !joined.some(([line, next]) => isWhole(line) && NEXT.test(next))) return undefined;
  return {
    code: 'folded-script',
    severity: hides ? 'error' : 'warning',
    message: hides
      ? t(
          'YAML joins these lines to one: behind the `#` all is a comment, and is not run. Write `user_data: |`, which keeps line breaks.',
        )
      : t(
          'YAML joins these lines to one: a command becomes arguments of the one before. Write `user_data: |`, which keeps line breaks.',
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

/** Whether a line is a command that does not go on. */
const isWhole = (line: string): boolean =>
  COMMAND.test(line) &&
  !/(?:[\\|;&({,]|\b(?:do|then|else))$/.test(line) &&
  [`"`, `'`, '`'].every((quote) => line.split(quote).length % 2 === 1);
