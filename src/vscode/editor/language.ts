/** The language features of the editor. A separate bundle, loaded with the first sweep file: other YAML files never load it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { estimateOf } from '../../cost/estimate';
import { bundledPrices } from '../../cost/table';
import { bundledKnowledge } from '../../language/bundled-knowledge';
import type { Knowledge } from '../../sweep/knowledge';
import { loadShell } from '../../sweep/script/tree-sitter';

export { config as speak } from '@vscode/l10n';
export { findFiles } from '../../engine/files/choose';
export { complete } from '../../language/complete';
export { folds } from '../../language/folding';
export { hover } from '../../language/hover';
export { inlayHints } from '../../language/inlay';
export { estimateDocument, lensesOf } from '../../language/lens';
export { definitionsOf, referencesAt } from '../../language/occurrences';
export { outline } from '../../language/outline';
export { refactoringsAt } from '../../language/refactor/refactorings';
export { rename, renameTarget } from '../../language/rename';
export { skeletons } from '../../language/skeletons';
export { scriptTokens } from '../../language/tokens';
export { planSweep, sweepIdOf } from '../../plan/plan';
export { toCsv } from '../../results/csv';
export { SweepDocument } from '../../sweep/document';
export { freezeObjects } from '../../sweep/freeze-objects';
export { needsOf } from '../../sweep/needs';
export { readSweep } from '../../sweep/read';
export { refinedSweep } from '../documents/refined-sweep';
export { rerunSweep } from '../documents/rerun-text';
export { estimateOf };

/** Prices of the dated table. */
export const prices = bundledPrices(priceTable);

/**
 * The data that is available without network requests: instance types, prices of the dated table, and bash's grammar.
 * @param folder with the two WASM files that are built next to this bundle
 */
export async function loadKnowledge(folder: string): Promise<Knowledge> {
  const [runtime, grammar] = await Promise.all(
    ['web-tree-sitter.wasm', 'tree-sitter-bash.wasm.br'].map((file) => readFile(path.join(folder, file))),
  );
  const shell =
    runtime === undefined || grammar === undefined
      ? undefined
      : await loadShell({ runtime, grammar: brotliDecompressSync(grammar) });
  return bundledKnowledge(priceTable, shell);
}
