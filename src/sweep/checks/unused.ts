import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import { objectKeys } from '../objects';
import { leavesOut, type ReadScript } from '../script/scripts';

/** Parameters that no script of the sweep uses. `scripts`: all scripts; undefined if not all of them were read. */
export function unusedParameters(
  document: Contents,
  scripts: readonly ReadScript[] | undefined,
): readonly Finding[] {
  const { keys } = document.context;
  if (scripts === undefined || scripts.length === 0) return [];
  return [...document.parameterKeys()].flatMap(([name, node]): readonly Finding[] => {
    const { variable, meant, unusable, other } = keys.of(name);
    // A typo, a key of another tool, and an invalid key are already reported.
    if (meant !== undefined || unusable !== undefined || other !== undefined) return [];
    if (!scripts.every((read) => leavesOut(read, variable))) return [];
    // A run for an object has both, and most scripts need one.
    if (document.objects !== undefined && objectKeys.some((key) => key === name)) return [];
    const message = t("Unused parameter `{0}`: the script doesn't refer to {1}.", name, `$${variable}`);
    return [{ code: 'unused-parameter', severity: 'information', message, span: node, fixes: [] }];
  });
}
