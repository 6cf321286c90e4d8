import { SweepDocument } from '../../sweep/document';
import type { Run, SweepDefaults } from '../../sweep/run';
import { applyEdits, type TextEdit } from '../../sweep/text';

/** What must be the same: with `order`, also the order of each run's parameters. */
export type Sameness = 'order' | 'values';

/** The edits, if the file they make has the same runs as this one; else undefined. */
export function keepingRuns(
  document: SweepDocument,
  defaults: SweepDefaults,
  edits: readonly TextEdit[],
  sameness: Sameness,
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
  return same ? edits : undefined;
}

const facts = ({ name, parameters, settings }: Run, sameness: Sameness): string => {
  const pairs = [...parameters];
  if (sameness === 'values') pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  const settled = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, pairs, settled]);
};
