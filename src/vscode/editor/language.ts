/** What the editor needs of the language. A bundle of its own, loaded with the first sweep file: plain YAML files never pay for it. */
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { estimateOf } from '../../cost/estimate';
import { bundledPrices, instanceTypes } from '../../cost/table';
import type { Knowledge } from '../../sweep/knowledge';

export { estimateDocument, lensesOf } from '../../language/lens';
export { planSweep, sweepIdOf } from '../../plan/plan';
export { toCsv } from '../../results/csv';
export { SweepDocument } from '../../sweep/document';
export { readSweep } from '../../sweep/read';
export { refinedSweep } from '../panels/results/refined';
export { estimateOf };

/** Prices of the dated table. */
export const prices = bundledPrices(priceTable);

/** What is known without asking anybody. */
export const knowledge: Knowledge = {
  instanceTypes: instanceTypes(priceTable),
  estimate: (runs) => {
    const { usd, unpriced, endless } = estimateOf(runs, prices);
    return unpriced.length > 0 || endless > 0 ? undefined : usd;
  },
};
