// Spelling and grammar, by Harper: an English checker that needs no network.
import fs from 'node:fs';
import { Dialect, LocalLinter } from 'harper.js';
import { binary } from 'harper.js/binary';

/** Rules that ask for what VS Code's own texts do not do, or that are wrong more often than right on texts with code. */
const NOT_OURS = [
  'AdjectiveOfA',
  'AnA',
  'AWhile',
  'AvoidAndAlso',
  'CommaFixes',
  'CompoundNouns',
  'Dashes',
  'DisjointPrefixes',
  'Everyone',
  'ExpandConfiguration',
  'ExpandControl',
  'ExpandMemoryShorthands',
  'ExpandMinimum',
  'ExpandParameter',
  'ExpandStandardInputAndOutput',
  'HowTo',
  'MassNouns',
  'MergeWords',
  'MissingPreposition',
  'MissingTo',
  'NoFrenchSpaces',
  'OrthographicConsistency',
  'OutOfDate',
  'PronounInflectionBe',
  'SentenceCapitalization',
  'Spaces',
  'SplitWords',
  'TheLastDays',
  'UseEllipsisCharacter',
  'UseTitleCase',
  'WereWhere',
  'WrongNegative',
];

/**
 * @param {string} vocabulary the file of the words that a dictionary lacks, one a line
 * @returns {Promise<(text: string) => Promise<{ at: number, message: string }[]>>} finds what is wrong in a Markdown text
 */
export async function grammar(vocabulary) {
  const linter = new LocalLinter({ binary, dialect: Dialect.American });
  await linter.setup();
  const rules = await linter.getLintConfig();
  for (const rule of NOT_OURS) rules[rule] = false;
  await linter.setLintConfig(rules);
  const lines = fs.readFileSync(vocabulary, 'utf8').split('\n');
  await linter.importWords(lines.filter((word) => word !== '' && !word.startsWith('#')));
  return async (text) => {
    const byRule = Object.entries(await linter.organizedLints(text, { language: 'markdown' }));
    return byRule.flatMap(([rule, lints]) =>
      lints.map((lint) => {
        const instead = lint.suggestions().map((each) => each.get_replacement_text());
        const better = instead.length > 0 ? ` (${instead.join(', ')})` : '';
        return {
          at: lint.span().start,
          message: `“${lint.get_problem_text()}”: ${lint.message()}${better} [${rule}]`,
        };
      }),
    );
  };
}
