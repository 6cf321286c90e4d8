import { t } from '@vscode/l10n';
import type { ScriptFacts } from '../facts';
import type { ScriptFinding } from './script-finding';

/** A statement that the script never gets past. */
export const neverEnds = ({ endless }: ScriptFacts): readonly ScriptFinding[] =>
  endless === undefined
    ? []
    : [
        {
          code: 'never-ends',
          severity: 'warning',
          message: t(
            'The script never gets past this: `on_complete` will not happen, and the instance costs until its TTL.',
          ),
          span: endless,
          fixes: [],
        },
      ];
