import { t } from '@vscode/l10n';
import type { Finding } from '../finding';
import { nearest } from '../keys';
import { editIn, mapScript } from '../script/map';
import type { ScalarNode } from '../syntax/node';
import { placeholdersOf } from '../template';

/** Placeholders of a name without a parameter. In other values braces are text; in a name they can only be placeholders. */
export function placeholderFindings(name: ScalarNode, keys: readonly string[]): readonly Finding[] {
  const map = mapScript(name);
  return placeholdersOf(name.text)
    .filter(({ key }) => key !== 'index' && !keys.includes(key))
    .map(({ key, start }): Finding => {
      const span = map.toSource({ start: start + 1, end: start + 1 + key.length });
      const meant = nearest(key, [...keys, 'index']);
      const edit =
        meant === undefined
          ? undefined
          : editIn(map, { start: start + 1, end: start + 1 + key.length }, meant);
      return {
        code: 'unknown-placeholder',
        severity: 'error',
        message:
          meant === undefined
            ? t('Unknown parameter `{0}` in this name.', key)
            : t('Unknown parameter `{0}` in this name. Did you mean `{1}`?', key, meant),
        span,
        fixes: edit === undefined ? [] : [{ title: t('Change to `{0}`', meant ?? ''), edits: [edit] }],
      };
    });
}
