import { t } from '@vscode/l10n';
import { type Document, isMap, isScalar, isSeq, parseDocument, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { expandGridEdits } from '../../language/refactor/expand-grid';
import { SweepDocument } from '../../sweep/document';
import { readSweep } from '../../sweep/read';
import type { Run, SweepDefaults } from '../../sweep/run';
import type { TextEdit } from '../../sweep/text';
import { runsIn } from '../../text/counts';

/**
 * A sweep file with some runs of a launched one: the launched file including its comments, with the chosen runs under
 * `params`, each with its values as written. A JSON file is also YAML, and stays JSON.
 * @param chosen names of runs
 */
export function rerunSweep(
  launched: { readonly text: string; readonly fileName: string },
  chosen: ReadonlySet<string>,
  defaults: SweepDefaults,
): string {
  const language = /\.jsonc?$/i.test(launched.fileName) ? 'json' : 'yaml';
  const file = new SweepDocument({ ...launched, language }, { defaults });
  const edits = expandGridEdits(file);
  if (edits !== undefined)
    file.edit(fromLastToFirst(edits).map(({ range, newText }) => ({ range, text: newText })));
  const { name, runs } = file.sweep();

  const document = parseDocument(file.text);
  const listed = document.getIn(['params'], true);
  const items = isSeq(listed) ? listed.items : [];
  const kept = runs.filter((run) => chosen.has(run.name));
  const rows = new YAMLSeq();
  // Runs of `params` are first, in their order; the others are written from their parameters.
  rows.items = kept.map(
    (run) => rowOfItem(items[Math.floor(run.index / file.repeats)]) ?? rowOf(run, document),
  );
  for (const key of ['grid', 'zip', 'random', 'count', 'seeds', 'exclude', 'include']) document.delete(key);
  document.set('name', `${name === '' ? 'sweep' : name}-rerun`.slice(0, 60));
  document.set('params', rows);
  pin(document, rows, kept, { fileName: launched.fileName, defaults });
  const head = t(
    '{0} of {1} from {2}. Check it, save it, and launch it.',
    kept.length,
    runsIn(runs.length),
    launched.fileName,
  );
  return `# spawn: sweep\n# ${head.replaceAll('\n', ' ')}\n${document.toString()}`;
}

/** A copy, since the repetitions of one entry are separate rows. */
const rowOfItem = (item: unknown): YAMLMap | undefined => {
  const copy = isMap(item) ? item.clone() : undefined;
  return isMap(copy) ? copy : undefined;
};

/** Templates with an {index} would have another result with fewer runs, so different names are written out. */
function pin(
  document: Document,
  rows: YAMLSeq,
  kept: readonly Run[],
  { fileName, defaults }: { readonly fileName: string; readonly defaults: SweepDefaults },
): void {
  const reread = readSweep({ text: document.toString(), language: 'yaml', fileName }, defaults).sweep.runs;
  for (const [place, run] of kept.entries()) {
    const row = rows.items[place];
    const now = reread[place];
    if (!isMap(row)) continue;
    for (const [key, value] of run.parameters)
      if (now?.parameters.get(key) !== value) row.set(document.createNode(key), spelled(value));
    if (now?.settings.instanceTypes.join() !== run.settings.instanceTypes.join())
      row.set(document.createNode('instance_type'), document.createNode([...run.settings.instanceTypes]));
    if (now?.name !== run.name) row.set(document.createNode('name'), document.createNode(run.name));
  }
}

/** Each edit leaves the places of those before it in the text unchanged. */
const fromLastToFirst = (edits: readonly TextEdit[]): readonly TextEdit[] =>
  edits.toSorted(
    ({ range: { start: a } }, { range: { start: b } }) => b.line - a.line || b.character - a.character,
  );

function rowOf(run: Run, document: Document): YAMLMap {
  const row = new YAMLMap();
  row.set(document.createNode('name'), document.createNode(run.name));
  for (const [key, value] of run.parameters) row.set(document.createNode(key), spelled(value));
  return row;
}

/** A value that is read as the same text: plain if YAML keeps its spelling, otherwise in quotes. */
function spelled(text: string): Scalar {
  const plain = parseDocument(text);
  if (plain.errors.length === 0 && isScalar(plain.contents) && plain.toString() === `${text}\n`)
    return plain.contents;
  const quoted = new Scalar(text);
  quoted.type = Scalar.QUOTE_DOUBLE;
  return quoted;
}
