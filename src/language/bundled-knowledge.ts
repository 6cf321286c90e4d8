import { budgetGaps } from '../cost/budget';
import { estimateOf } from '../cost/estimate';
import { bundledPrices, instanceTypes } from '../cost/table';
import { packedSizeOf } from '../plan/plan';
import type { Knowledge } from '../sweep/knowledge';
import type { ShellParser } from '../sweep/script/shell';
import { regions } from './regions';

/**
 * The data that is available without network requests: instance types, regions, prices of the dated table, the size of
 * compressed user data, and the bash grammar if it is loaded.
 * @param priceTable text of media/prices
 */
export function bundledKnowledge(priceTable: string, shell: ShellParser | undefined): Knowledge {
  const prices = bundledPrices(priceTable);
  return {
    instanceTypes: instanceTypes(priceTable),
    regions: [...regions.keys()],
    packedSize: packedSizeOf,
    estimate: (runs) => {
      const { usd, unpriced, endless } = estimateOf(runs, prices);
      return unpriced.length > 0 || endless > 0 ? undefined : usd;
    },
    budgetGaps: (runs) => budgetGaps(estimateOf(runs, prices)),
    shell,
  };
}
