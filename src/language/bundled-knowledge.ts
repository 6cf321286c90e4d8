import { budgetGaps } from '../cost/budget';
import { estimateOf } from '../cost/estimate';
import { bundledPrices, instanceTypes } from '../cost/table';
import { packedSizeOf } from '../plan/plan';
import type { Knowledge } from '../sweep/knowledge';
import type { ShellParser } from '../sweep/script/shell';
import { regions } from './regions';

/**
 * What is known without asking anyone: instance types, regions, prices of the dated table, the size of packed user data,
 * and bash's grammar where a face has loaded it.
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
