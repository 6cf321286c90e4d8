import { t } from '@vscode/l10n';
import type { Finding } from '../finding';
import { nearest } from '../keys';
import type { ScalarNode } from '../syntax/node';
import { placeholdersOf } from '../template';

/** Placeholders of a name that no parameter fills. In other values braces are text; in a name they can be nothing else. */
export function placeholderFindings(name: ScalarNode, keys: readonly string[]): readonly Finding[] {
  return placeholdersOf(name.text)
    .filter(({ key }) => key !== 'index' && !keys.includes(key))
    .map(({ key, start }): Finding => {
      const quote = name.style === 'single' || name.style === 'double' ? 1 : 0;
      const from = name.start + quote + start + 1;
      const exact = name.chunk.text.slice(from, from + key.length) === key;
      const span = exact ? { chunk: name.chunk, start: from, end: from + key.length } : name;
      const meant = nearest(key, [...keys, 'index']);
      return {
        code: 'unknown-placeholder',
        severity: 'error',
        message:
          meant === undefined
            ? t('No parameter `{0}` fills this place of the name.', key)
            : t('No parameter `{0}` fills this place of the name. Did you mean `{1}`?', key, meant),
        span,
        fixes:
          meant === undefined || !exact
            ? []
            : [{ title: t('Change to `{0}`', meant), edits: [{ span, newText: meant }] }],
      };
    });
}
