import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { estimateOf } from '../cost/estimate';
import { bundledPrices, instanceTypes } from '../cost/table';
import { REGIONS } from '../language/regions';
import { packedSizeOf } from '../plan/plan';
import type { Knowledge } from '../sweep/knowledge';
import { loadShell } from '../sweep/script/tree-sitter';
import type { Terminal } from './terminal';

/** What is known of AWS and of shell scripts without asking anybody: instance types, regions, prices of the dated table, bash's grammar. */
export async function offlineKnowledge({ programFolder }: Terminal): Promise<Knowledge> {
  const prices = bundledPrices(priceTable);
  return {
    instanceTypes: instanceTypes(priceTable),
    regions: [...REGIONS.keys()],
    packedSize: packedSizeOf,
    estimate: (runs) => {
      const { usd, unpriced, endless } = estimateOf(runs, prices);
      return unpriced.length > 0 || endless > 0 ? undefined : usd;
    },
    shell: await loadShell({
      runtime: await readFile(join(programFolder, 'web-tree-sitter.wasm')),
      grammar: await readFile(join(programFolder, 'tree-sitter-bash.wasm')),
    }),
  };
}
