import { t } from '@vscode/l10n';
import { nearest } from '../../keys';
import type { ScriptFacts } from '../facts';
import { isWellKnown } from '../well-known';
import type { ScriptFinding } from './script-finding';

/**
 * Variables that a script reads but nothing sets; `provided` contains those of the parameters. Scripts that can't be
 * parsed completely, or that set variables whose names are only known at runtime, aren't checked.
 */
export function unknownVariables(
  { reads, writes, implied, openEnded, broken }: ScriptFacts,
  provided: ReadonlySet<string>,
): readonly ScriptFinding[] {
  if (openEnded || broken) return [];
  const known = new Set([...provided, ...writes.map(({ name }) => name), ...implied]);
  // A script that checks once whether it is set handles the case that it isn't.
  for (const { name, guarded } of reads) if (guarded) known.add(name);
  return reads
    .filter(({ name }) => !known.has(name) && !isWellKnown(name))
    .map(({ name, start, end }) => {
      const upper = name.toUpperCase();
      const meant = nearest(name, [...known]) ?? (known.has(upper) ? upper : undefined);
      const span = { start, end };
      return {
        code: 'unknown-variable',
        severity: 'warning',
        message:
          meant === undefined
            ? t('{0} is not set by a parameter or by the script, so it will be empty.', `$${name}`)
            : t('{0} is not set, so it will be empty. Did you mean {1}?', `$${name}`, `$${meant}`),
        span,
        fixes:
          meant === undefined
            ? []
            : [{ title: t('Change to {0}', `$${meant}`), edits: [{ span, newText: meant }] }],
      };
    });
}
