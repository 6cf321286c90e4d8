import { t } from '@vscode/l10n';
import { variableName } from '../../environment';
import type { ScriptFacts } from '../facts';
import { lineStart } from '../scan';
import type { ScriptFinding } from './script-finding';

/** GitHub Actions expressions such as `${{ matrix.lr }}`, and Jinja templates such as `{{ lr }}`. */
const expression = /(\$?)\{\{-?\s*(?:[\w-]+\.)*([\w-]+)\s*-?\}\}/g;

/**
 * Expressions that other tools replace before a script runs, but Spawn doesn't: bash stops at `${{`. Docker and Go also
 * use `{{ … }}`, so it is reported only if it names a parameter.
 */
export function foreignExpressions(
  { text, hereDocuments }: ScriptFacts,
  provided: ReadonlySet<string>,
): readonly ScriptFinding[] {
  return [...text.matchAll(expression)].flatMap((match): readonly ScriptFinding[] => {
    const [written, dollar = '', name = ''] = match;
    const start = match.index;
    const variable = variableName(name);
    const known = provided.has(variable);
    const comment = /^\s*#/.test(text.slice(lineStart(text, start), start));
    const quoted = hereDocuments.some(
      (document) => document.quoted && document.body.start <= start && start < document.body.end,
    );
    if (comment || quoted || (dollar === '' && !known)) return [];
    const end = start + written.length;
    const newText = /\w/.test(text[end] ?? '') ? `\${${variable}}` : `$${variable}`;
    return [
      {
        code: 'foreign-expression',
        severity: 'warning',
        message: messageFor(written, dollar, known ? `$${variable}` : undefined),
        span: { start, end },
        fixes: known
          ? [{ title: t('Change to {0}', newText), edits: [{ span: { start, end }, newText }] }]
          : [],
      },
    ];
  });
}

function messageFor(written: string, dollar: string, variable: string | undefined): string {
  if (variable === undefined)
    return t(
      "{0} isn't expanded here, and the shell stops at it. Parameters are variables, such as {1}.",
      written,
      '$LEARNING_RATE',
    );
  return dollar === ''
    ? t("{0} isn't expanded here: the script gets it unchanged. This parameter is {1}.", written, variable)
    : t("{0} isn't expanded here, and the shell stops at it. This parameter is {1}.", written, variable);
}
