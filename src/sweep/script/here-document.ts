import { isProgramming, languageOfExtension, languageOfProgram, languageOfShebang } from './languages';
import { endOfLine, type HereText, lineStart } from './scan';

/** A here-document, with its language if that is known. */
export interface HereDocument extends HereText {
  readonly language: string | undefined;
  /** Its lines are passed to `envsubst`, which replaces `$NAME` in them. */
  readonly substituted: boolean;
}

export function hereDocumentOf(here: HereText, script: string): HereDocument {
  const { opening, body } = here;
  const before = script.slice(lineStart(script, opening.start), opening.start);
  const after = script.slice(opening.end, endOfLine(script, opening.end));
  return {
    ...here,
    language: languageOf(script.slice(body.start, body.end), before, after),
    substituted: /\benvsubst\b/.test(before + after),
  };
}

function languageOf(body: string, before: string, after: string): string | undefined {
  const named = languageOfShebang(body.trimStart());
  if (named !== undefined) return named;
  const target = targetPattern.exec(`${before} ${after}`)?.[1];
  if (target !== undefined) return languageOfExtension(/\.([A-Za-z]+)$/.exec(target)?.[1] ?? '');
  const [command = '', ...piped] = [before.split(/[;&|]/).at(-1) ?? '', ...after.split('|').slice(1)];
  return languageRun(command) ?? piped.map(languageRun).find((language) => language !== undefined);
}

/** The file that a line writes to. */
const targetPattern = /(?:(?<![0-9&])>{1,2}\|?\s*|\btee\s+(?:-a\s+)?)["']?([^\s"'|;&<>]+)/;

/** The language of the program that a command starts, through any wrapper: `sudo -u x python3 -`. */
function languageRun(command: string): string | undefined {
  const words = command.trim().split(/\s+/);
  if (/^(?:sudo\s.*)?su(?:do\s+-[is])?(?:\s|$)/.test(command.trim())) return 'shell';
  for (const word of words) {
    if (/^-|=/.test(word)) continue;
    const language = languageOfProgram(word);
    if (language !== undefined) return language;
  }
  return undefined;
}

/** A program in which a shell line is a mistake. */
export const holdsProgram = ({ language }: HereDocument): boolean =>
  language !== undefined && isProgramming(language);
