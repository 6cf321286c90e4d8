import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { visit } from 'jsonc-parser';
import { CST, Lexer } from 'yaml';
import { surroundingsOf } from '../../../src/cli/sweep-file';
import { SweepDocument } from '../../../src/sweep/document';
import type { SweepSource } from '../../../src/sweep/source';
import type { Surroundings } from '../../../src/sweep/surroundings';
import { readCases } from '../sweep/cases';
import { DEFAULTS } from '../sweep/mark';

/** A sweep file with what is next to it. */
export interface Specimen extends SweepSource {
  readonly name: string;
  readonly surroundings: Surroundings;
}

const FOLDERS = ['test/fixtures/edits', 'test/fixtures/sweeps'];

/** Files to change: those of the cases, and others with more to fix and to refactor. */
export function specimens(): readonly Specimen[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(?:yaml|json)$/.test(name))
      .map(
        (name): Specimen => ({
          name,
          fileName: name,
          text: readFileSync(path.join(folder, name), 'utf8'),
          language: name.endsWith('.json') ? 'json' : 'yaml',
          surroundings: surroundingsOf(path.resolve(folder)),
        }),
      ),
  );
  // An editor keeps a byte order mark out of the text.
  return [...files, ...readCases()].map((file) => ({ ...file, text: file.text.replace(/^\ufeff/, '') }));
}

/** The comments of a file as other readers of its language see them, in no order that means anything. */
export function commentsOf(text: string, language: 'yaml' | 'json'): readonly string[] {
  const comments: string[] = [];
  if (language === 'json')
    visit(text, { onComment: (at, length) => comments.push(text.slice(at, at + length).trim()) });
  else
    for (const token of new Lexer().lex(text))
      if (CST.tokenType(token) === 'comment') comments.push(token.trim());
  return comments.sort();
}

/** The same file with a comment wherever one can stand without changing what the file says. */
export function commented(specimen: Specimen): Specimen {
  const { language, surroundings } = specimen;
  const said = (text: string): string => {
    const document = new SweepDocument({ ...specimen, text }, { defaults: DEFAULTS, surroundings });
    const runs = document
      .sweep()
      .runs.map(({ name, parameters, settings }) => [name, [...parameters], settings]);
    return JSON.stringify([runs, document.problems().map(({ code, message }) => [code, message])]);
  };
  const wanted = said(specimen.text);
  let { text } = specimen;
  let made = 0;
  const places = language === 'json' ? jsonPlaces : yamlPlaces;
  // From the end, so that the places before stay where they are.
  for (const { at, comment } of [...places(text)].reverse()) {
    const changed = text.slice(0, at) + comment(++made) + text.slice(at);
    if (
      commentsOf(changed, language).length === commentsOf(text, language).length + 1 &&
      said(changed) === wanted
    )
      text = changed;
  }
  return { ...specimen, name: `${specimen.name} with comments`, text };
}

interface Place {
  readonly at: number;
  readonly comment: (number: number) => string;
}

function* yamlPlaces(text: string): Generator<Place> {
  for (const line of text.matchAll(/^([ ]*)[^\r\n]*/gm)) {
    yield { at: line.index, comment: (number) => `${line[1] ?? ''}# above ${number}\n` };
    yield { at: line.index + line[0].length, comment: (number) => ` # behind ${number}` };
  }
  yield { at: text.length, comment: (number) => `# below ${number}\n` };
}

function* jsonPlaces(text: string): Generator<Place> {
  for (const token of text.matchAll(/[[\]{},:]|\n/g)) {
    if (token[0] === '\n') yield { at: token.index, comment: (number) => ` // behind ${number}` };
    else {
      yield { at: token.index, comment: (number) => `/* before ${number} */` };
      yield { at: token.index + 1, comment: (number) => ` /* after ${number} */ ` };
    }
  }
}
