import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { ownVariables, shellVariables } from './environment';
import type { Finding } from './finding';
import type { SyntaxNode } from './syntax/node';

/** The content of a mapping under `secrets`, by variable. Its structure has been validated. */
export function readSecrets(
  node: SyntaxNode,
  context: ReadContext,
  note: (finding: Finding) => void,
): Readonly<Record<string, string>> {
  if (node.kind !== 'mapping') return {};
  return Object.fromEntries(
    node.entries.flatMap(({ key, value }): readonly [string, string][] => {
      if (shellVariables.has(key.text) || ownVariables.has(key.text)) {
        note({
          code: 'unusable-variable',
          severity: 'error',
          message: t('`{0}` is set by the shell or by Spawn. Choose another name.', key.text),
          span: key,
          fixes: [],
        });
        return [];
      }
      const scalar = context.resolve(value);
      return scalar?.kind === 'scalar' ? [[key.text, scalar.text]] : [];
    }),
  );
}
