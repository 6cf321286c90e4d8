import { t } from '@vscode/l10n';
import type { ScriptFacts } from '../facts';
import type { ScriptFinding } from './script-finding';

/** A statement that never ends. */
export const neverEnds = ({ endless }: ScriptFacts): readonly ScriptFinding[] =>
  endless === undefined
    ? []
    : [
        {
          code: 'never-ends',
          severity: 'warning',
          message: t(
            'The script never gets past this, so `on_complete` has no effect, and the instance incurs charges until its TTL.',
          ),
          span: endless,
          fixes: [],
        },
      ];
