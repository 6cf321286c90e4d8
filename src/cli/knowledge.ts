import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { estimateOf } from '../cost/estimate';
import { bundledPrices, instanceTypes } from '../cost/table';
import type { Knowledge } from '../sweep/knowledge';

/** What is known of AWS without asking it: instance types, and prices where the dated table has them. */
export function offlineKnowledge(): Knowledge {
  const prices = bundledPrices(priceTable);
  return {
    instanceTypes: instanceTypes(priceTable),
    estimate: (runs) => {
      const { usd, unpriced, endless } = estimateOf(runs, prices);
      return unpriced.length > 0 || endless > 0 ? undefined : usd;
    },
  };
}
