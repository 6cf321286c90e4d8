import { t } from '@vscode/l10n';
import type { Finding, SpanEdit } from '../finding';
import { nearest } from '../keys';
import type { ScriptFacts } from './facts';
import { type HereDocument, lineStart, nextLine } from './here-document';
import { editIn, type ScriptMap } from './map';
import type { TextSpan } from './shell';
import { isPlainProgram, isWellKnown } from './well-known';

/** A script and what it is checked against. */
export interface CheckedScript {
  readonly facts: ScriptFacts;
  readonly map: ScriptMap;
  /** Variables that parameters provide. */
  readonly provided: ReadonlySet<string>;
  /** Whether `on_complete` does something when the script ends. */
  readonly endsInstance: boolean;
}

/** What is wrong with a script of `user_data`. */
export function scriptFindings(script: CheckedScript): readonly Finding[] {
  return [...unclosed(script), ...strayLines(script), ...unknownVariables(script), ...endless(script)];
}

function unclosed({ facts, map }: CheckedScript): readonly Finding[] {
  // What follows the first open one is its text.
  const open = facts.hereDocuments.find(({ closed }) => !closed);
  if (open === undefined) return [];
  const indented = indentedDelimiter(open, facts.text);
  const place = indented ?? endOf(facts.text);
  const edit = editIn(map, place, indented === undefined ? `\n${open.delimiter}` : open.delimiter);
  const title =
    indented === undefined
      ? t('Add `{0}` at the end', open.delimiter)
      : t('Move `{0}` to the beginning of its line', open.delimiter);
  return [
    {
      code: 'unclosed-here-document',
      severity: 'error',
      message: t(
        'This here-document never ends: `{0}` must stand alone at the beginning of a line. Until then all is text, and is not run.',
        open.delimiter,
      ),
      span: map.toSource(open.opening),
      fixes: edit === undefined ? [] : [{ title, edits: [edit] }],
    },
  ];
}

function indentedDelimiter(open: HereDocument, text: string): TextSpan | undefined {
  for (let at = open.body.start; at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, nextLine(text, at));
    if (line.trim() === open.delimiter) return { start: at, end: at + line.trimEnd().length };
  }
  return undefined;
}

const endOf = (text: string): TextSpan => {
  const end = text.trimEnd().length;
  return { start: end, end };
};

/** Lines of a program that only a shell understands. */
const SHELL_LINE =
  /^[ \t]*(?:sudo )?(?:spored(?:[ \t]+(?:complete|upload|status)\b|[ \t]*$)|aws[ \t]+[a-z0-9-]+(?:[ \t]|$))/;

function strayLines({ facts, map }: CheckedScript): readonly Finding[] {
  const findings: Finding[] = [];
  for (const document of facts.hereDocuments) {
    const { language } = document;
    if (language === undefined || language === 'shell') continue;
    const stray: TextSpan[] = [];
    for (let at = document.body.start; at < document.body.end; at = nextLine(facts.text, at)) {
      const line = facts.text.slice(at, nextLine(facts.text, at)).trimEnd();
      if (SHELL_LINE.test(line))
        stray.push({ start: at + line.length - line.trimStart().length, end: at + line.length });
    }
    const fixes = document.closed ? moveBehind(stray, document, facts.text, map) : [];
    for (const line of stray) {
      findings.push({
        code: 'shell-in-here-document',
        severity: 'warning',
        message: t(
          'This line is part of the {0} program above, up to `{1}`: {0} cannot run it. Move it behind `{1}`.',
          language,
          document.delimiter,
        ),
        span: map.toSource(line),
        fixes,
      });
    }
  }
  return findings;
}

/** Takes the lines, with the comments right above them, to the end of the script: what they speak of exists only then. */
function moveBehind(
  stray: readonly TextSpan[],
  document: HereDocument,
  text: string,
  map: ScriptMap,
): Finding['fixes'] {
  const edits: (SpanEdit | undefined)[] = [];
  const moved: string[] = [];
  for (const line of stray) {
    let from = lineStart(text, line.start);
    for (
      let above = lineStart(text, from - 1);
      from > document.body.start;
      above = lineStart(text, from - 1)
    ) {
      if (!/^[ \t]*#(?!!)/.test(text.slice(above, from))) break;
      from = above;
    }
    const to = nextLine(text, line.end);
    const lines = text.slice(from, to).trimEnd().split('\n');
    moved.push(...lines.map((each) => each.trimStart()));
    edits.push(editIn(map, { start: from, end: to }, ''));
  }
  if (moved.length === 0) return [];
  edits.push(editIn(map, endOf(text), `\n\n${moved.join('\n')}`));
  const certain = edits.filter((edit) => edit !== undefined);
  if (certain.length < edits.length) return [];
  return [{ title: t('Move it to the end of the script'), edits: certain }];
}

function unknownVariables({ facts, map, provided }: CheckedScript): readonly Finding[] {
  if (facts.openEnded) return [];
  const known = new Set([...provided, ...facts.writes.map(({ name }) => name)]);
  // A script that asks once whether it is set knows that it may not be.
  for (const { name, guarded } of facts.reads) if (guarded) known.add(name);
  const findings: Finding[] = [];
  for (const read of facts.reads) {
    if (known.has(read.name) || isWellKnown(read.name)) continue;
    const meant =
      nearest(read.name, [...known]) ??
      (known.has(read.name.toUpperCase()) ? read.name.toUpperCase() : undefined);
    const edit = meant === undefined ? undefined : editIn(map, read, meant);
    findings.push({
      code: 'unknown-variable',
      severity: 'warning',
      message:
        meant === undefined
          ? t('Nothing sets {0}: no parameter, no line of the script. It will be empty.', `$${read.name}`)
          : t('Nothing sets {0}: it will be empty. Did you mean {1}?', `$${read.name}`, `$${meant}`),
      span: map.toSource(read),
      fixes: edit === undefined ? [] : [{ title: t('Change to {0}', `$${meant ?? ''}`), edits: [edit] }],
    });
  }
  return findings;
}

function endless({ facts, map, endsInstance }: CheckedScript): readonly Finding[] {
  if (!endsInstance || facts.endless === undefined) return [];
  return [
    {
      code: 'never-ends',
      severity: 'warning',
      message: t(
        'The script never gets past this: `on_complete` will not happen, and the instance costs until its TTL.',
      ),
      span: map.toSource(facts.endless),
      fixes: [],
    },
  ];
}

/** Whether a script can use variables that it does not name: it starts programs that may read their environment. */
export const isOpaque = (facts: ScriptFacts): boolean => {
  const functions = new Set(
    [...facts.text.matchAll(/^\s*(?:function\s+)?([A-Za-z_][\w-]*)\s*\(\)/gm)].map((match) => match[1]),
  );
  return facts.openEnded || facts.commands.some(({ name }) => !isPlainProgram(name) && !functions.has(name));
};

/** Whether a script, or what it writes for other programs, names a variable. */
export const mentions = (text: string, variable: string): boolean =>
  new RegExp(`(?<![A-Za-z0-9_])${variable}(?![A-Za-z0-9_])`).test(text);
