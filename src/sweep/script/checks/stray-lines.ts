import { t } from '@vscode/l10n';
import type { ScriptFacts } from '../facts';
import { type HereDocument, holdsProgram } from '../here-document';
import { codeLines } from '../program-text';
import { lineStart, nextLine } from '../scan';
import type { ShellNode, TextSpan } from '../shell';
import type { ScriptEdit, ScriptFinding } from './script-finding';

/** Lines that only a shell understands. */
const shellLine =
  /^[ \t]*(?:sudo )?(?:spored(?:[ \t]+(?:complete|upload|status)\b|[ \t]*$)|aws[ \t]+[a-z0-9-]+(?:[ \t]|$))/;

/** Shell lines in a program of another language in a here-document. */
export function strayLines(facts: ScriptFacts): readonly ScriptFinding[] {
  const { hereDocuments, text } = facts;
  const findings: ScriptFinding[] = [];
  for (const document of hereDocuments) {
    const { language } = document;
    if (language === undefined || !holdsProgram(document)) continue;
    const stray = linesIn(document, text);
    const fixes = document.closed && goesOn(facts) ? moveBehind(stray, document, text) : [];
    for (const span of stray) {
      findings.push({
        code: 'shell-in-here-document',
        severity: 'warning',
        message: t(
          "This line is part of the {0} program above, up to `{1}`, and {0} can't run it. Move it after `{1}`.",
          language,
          document.delimiter,
        ),
        span,
        fixes,
      });
    }
  }
  return findings;
}

function linesIn({ body, language }: HereDocument, text: string): readonly TextSpan[] {
  const lines: TextSpan[] = [];
  for (const { start } of codeLines(text, body, language ?? '')) {
    const line = text.slice(start, Math.min(nextLine(text, start), body.end)).trimEnd();
    if (shellLine.test(line))
      lines.push({ start: start + line.length - line.trimStart().length, end: start + line.length });
  }
  return lines;
}

/** Whether a line added at the end of the script runs. */
function goesOn({ broken, trees, text }: ScriptFacts): boolean {
  const last = trees[0]?.children.findLast(({ type, named }) => named && type !== 'comment');
  return !broken && (last === undefined || !/^(?:exit|exec|return)\b/.test(sourceOf(last, text)));
}

const sourceOf = ({ start, end }: ShellNode, text: string): string => text.slice(start, end);

/** Moves the lines, with the comments directly above them, to the end of the script, since the files that they use exist only then. */
function moveBehind(
  stray: readonly TextSpan[],
  document: HereDocument,
  text: string,
): ScriptFinding['fixes'] {
  const edits: ScriptEdit[] = [];
  const moved: string[] = [];
  for (const line of stray) {
    let from = lineStart(text, line.start);
    while (from > document.body.start) {
      const above = lineStart(text, from - 1);
      if (!/^[ \t]*#(?!!)/.test(text.slice(above, from))) break;
      from = above;
    }
    const to = nextLine(text, line.end);
    const lines = text.slice(from, to).trimEnd().split('\n');
    moved.push(...lines.map((each) => each.trimStart()));
    edits.push({ span: { start: from, end: to }, newText: '' });
  }
  if (moved.length === 0) return [];
  const end = text.trimEnd().length;
  edits.push({ span: { start: end, end }, newText: `\n\n${moved.join('\n')}` });
  return [{ title: t('Move it to the end of the script'), edits }];
}
