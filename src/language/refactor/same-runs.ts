import { SweepDocument } from '../../sweep/document';
import type { Run, SweepDefaults } from '../../sweep/run';
import { applyEdits, type TextEdit } from '../../sweep/text';
import { commentsBetween } from './comments';

/** The conditions for equality: with `order`, including the order of each run's parameters. */
export type RunSameness = 'order' | 'values';

/** The edits, if the resulting file has the same runs as this one, all of its comments, and no additional problems; otherwise undefined. */
export function keepingRuns(
  document: SweepDocument,
  defaults: SweepDefaults,
  edits: readonly TextEdit[],
  sameness: RunSameness,
): readonly TextEdit[] | undefined {
  const language = document.chunks[0]?.language ?? 'yaml';
  const { surroundings, knowledge } = document.context;
  const after = new SweepDocument(
    { text: applyEdits(document.text, edits), language, fileName: document.fileName },
    { defaults, surroundings, knowledge },
  );
  const before = document.sweep().runs;
  const runs = after.sweep().runs;
  const same =
    before.length === runs.length &&
    before.every((run, index) => {
      const other = runs[index];
      return other !== undefined && facts(run, sameness) === facts(other, sameness);
    });
  const safe =
    same && after.problems().length <= document.problems().length && keepsComments(document, after);
  return safe ? edits : undefined;
}

function keepsComments(before: SweepDocument, after: SweepDocument): boolean {
  const left = new Map<string, number>();
  const comments = ({ chunks }: SweepDocument): readonly string[] =>
    chunks.flatMap((chunk) => commentsBetween(chunk, 0, chunk.text.length));
  for (const comment of comments(after)) left.set(comment, (left.get(comment) ?? 0) + 1);
  return comments(before).every((comment) => {
    const count = left.get(comment) ?? 0;
    left.set(comment, count - 1);
    return count > 0;
  });
}

const facts = ({ name, parameters, settings }: Run, sameness: RunSameness): string => {
  const pairs = [...parameters];
  if (sameness === 'values') pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  const settled = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, pairs, settled]);
};
