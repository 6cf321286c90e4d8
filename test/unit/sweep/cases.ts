import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { surroundingsOf } from '../../../src/cli/sweep-file';
import type { Problem } from '../../../src/sweep/problem';
import type { SweepSource } from '../../../src/sweep/source';
import type { Surroundings } from '../../../src/sweep/surroundings';

const FOLDER = 'test/fixtures/cases';

/** A sweep file of `test/fixtures/cases` with what must be said of it. */
export interface Case extends SweepSource {
  readonly name: string;
  /** Conditions, one each, as the folder's README describes them. */
  readonly want: readonly string[];
  /** Planned runs, one each; undefined where the case says nothing about them. */
  readonly runs: readonly string[] | undefined;
  readonly surroundings: Surroundings;
}

export function readCases(): readonly Case[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.want'))
    .map((file) => {
      const name = file.slice(0, -'.want'.length);
      const runs = path.join(FOLDER, `${name}.runs`);
      return {
        name,
        fileName: name,
        text: readFileSync(path.join(FOLDER, name), 'utf8'),
        language: name.endsWith('.json') ? 'json' : 'yaml',
        want: linesOf(path.join(FOLDER, file)),
        runs: existsSync(runs) ? linesOf(runs) : undefined,
        surroundings: surroundingsOf(path.resolve(FOLDER)),
      };
    });
}

const linesOf = (file: string): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The first condition that does not hold, with what was said instead; undefined where all hold. */
export function unmet({ want }: Case, problems: readonly Problem[]): string | undefined {
  for (const condition of want) {
    const spoilt = problems.find((problem) => contradicts(problem, condition));
    if (spoilt !== undefined) {
      return `${condition}, but there is ${spoilt.severity} "${spoilt.message}" on line ${spoilt.range.start.line + 1}`;
    }
    const asked = /^(error|warning|problem) (\d+)(?: \/(.*)\/(i?))?$/.exec(condition);
    if (asked === null) continue;
    const [, severity = '', line = '', pattern = '', flags = ''] = asked;
    const found = problems.some(
      (problem) =>
        (severity === 'problem' || problem.severity === severity) &&
        problem.range.start.line + 1 === Number(line) &&
        new RegExp(pattern, flags).test(problem.message),
    );
    if (!found) return `${condition}, but there is none`;
  }
  return undefined;
}

function contradicts({ severity }: Problem, condition: string): boolean {
  switch (condition) {
    case 'none':
      return severity !== 'information';
    case 'no error':
      return severity === 'error';
    case 'no warning':
      return severity === 'warning';
    default:
      return false;
  }
}
