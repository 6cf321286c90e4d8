import type { Finding, SpanFix } from '../../finding';
import { editIn, type ScriptMap } from '../map';
import type { TextSpan } from '../shell';

export interface ScriptEdit {
  readonly span: TextSpan;
  readonly newText: string;
}

/** A problem with its position in the script. */
export interface ScriptFinding {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly span: TextSpan;
  readonly fixes: readonly { readonly title: string; readonly edits: readonly ScriptEdit[] }[];
}

/** The problem at its position in the sweep file, with the possible fixes. */
export function placed({ fixes, span, ...finding }: ScriptFinding, map: ScriptMap): Finding {
  return {
    ...finding,
    span: map.toSource(span),
    fixes: fixes.flatMap(({ title, edits }): readonly SpanFix[] => {
      const certain = edits.flatMap(({ span, newText }) => editIn(map, span, newText) ?? []);
      return certain.length === edits.length ? [{ title, edits: certain }] : [];
    }),
  };
}
