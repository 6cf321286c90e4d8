import { t } from '@vscode/l10n';
import type { SweepDocument } from '../sweep/document';
import { attemptVariables, sweepVariables } from '../sweep/environment';
import type { Position } from '../sweep/text';
import type { Completion, Draft } from './completion';
import type { ScriptPlace } from './script-at';
import { seenValues } from './seen-values';

const subcommands: Readonly<Record<string, string>> = {
  'complete --status success': 'spored complete',
  'complete --status failed': 'spored complete',
  upload: 'spored upload PATH…',
  status: 'spored status',
};

/** Completion in a script: `$VARIABLES`, and arguments of `spored`. */
export function completeScript(
  document: SweepDocument,
  { read, offset }: ScriptPlace,
  position: Position,
): readonly Completion[] {
  const before = read.text.slice(read.text.lastIndexOf('\n', offset - 1) + 1, offset);
  const after = read.text.slice(offset);
  const make = (draft: Draft, typed: string, swallow: string): Completion => ({
    ...draft,
    insertText: draft.insertText ?? draft.label,
    snippet: false,
    range: {
      start: { line: position.line, character: Math.max(0, position.character - typed.length) },
      end: { line: position.line, character: position.character + swallow.length },
    },
  });
  const variable = /\$(\{?)(\w*)$/.exec(before);
  if (variable !== null) {
    const [, brace = '', typed = ''] = variable;
    const swallow = /^\w*/.exec(after)?.[0] ?? '';
    const closed = brace === '' || after.slice(swallow.length).startsWith('}');
    return variablesOf(document, read.facts?.writes.map(({ name }) => name) ?? [], typed).map((draft) =>
      make({ ...draft, insertText: closed ? draft.label : `${draft.label}}` }, typed, swallow),
    );
  }
  const command = /\bspored\s+([\w -]*)$/.exec(before);
  if (command !== null) {
    return Object.entries(subcommands).map(([label, detail]) =>
      make({ label, detail, kind: 'command' }, command[1] ?? '', ''),
    );
  }
  return [];
}

function variablesOf(document: SweepDocument, assigned: readonly string[], typed: string): readonly Draft[] {
  const drafts = new Map<string, Draft>();
  for (const [key] of document.parameterKeys()) {
    const label = document.context.keys.of(key).variable;
    const values = seenValues(document, key)
      .slice(0, 3)
      .map((value) => value.label);
    drafts.set(label, {
      label,
      kind: 'variable',
      detail:
        values.length === 0 ? t('parameter `{0}`', key) : t('parameter `{0}`: {1}', key, values.join(', ')),
      sortText: `a${label}`,
    });
  }
  const attempts = isAttempted(document) ? attemptVariables : [];
  for (const label of [...sweepVariables, ...attempts]) {
    drafts.set(label, { label, kind: 'variable', detail: meaningOfVariable(label), sortText: `b${label}` });
  }
  for (const label of assigned) {
    if (label !== typed && !drafts.has(label))
      drafts.set(label, { label, kind: 'variable', detail: t('set in this script'), sortText: `c${label}` });
  }
  return [...drafts.values()];
}

/** Whether the sweep has more than one attempt in mind. */
const isAttempted = ({ defaults, rows }: SweepDocument): boolean =>
  defaults.reserved.has('retry') ||
  defaults.reserved.has('checkpoint') ||
  [...rows.withSettings()].some(({ cell: { layer } }) => layer.reserved.has('retry'));

/** What a variable that Spawn sets holds. */
export function meaningOfVariable(
  name: (typeof sweepVariables)[number] | (typeof attemptVariables)[number],
): string {
  switch (name) {
    case 'NAME':
      return t('name of the run');
    case 'SWEEP_ID':
      return t('id of the sweep');
    case 'SWEEP_NAME':
      return t('name of the sweep');
    case 'SWEEP_INDEX':
      return t('index of the run in the sweep, from 0');
    case 'SWEEP_SIZE':
      return t('number of runs in the sweep');
    case 'SWEEP_REGION':
      return t('region of the run');
    case 'SPAWN_ATTEMPT':
      return t('number of the attempt, from 1');
    case 'SPAWN_RESUMED':
      return t('true if a checkpoint was restored, else false');
  }
}
