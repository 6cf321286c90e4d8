import type { Prices } from '../../cost/price';
import type { SweepPlan } from '../../plan/plan';
import { type RecordedPrice, volumeName } from '../record/sweep-record';

/** The prices of everything that this plan can launch, for its record. Unknown ones are omitted. */
export function pricesNow(plan: SweepPlan, prices: Prices): readonly RecordedPrice[] {
  const found = new Map<string, RecordedPrice>();
  for (const { shape } of plan.batches) {
    const { region } = shape;
    const volume = prices.volume(region);
    if (volume !== undefined)
      found.set(`${volumeName} ${region}`, { instanceType: volumeName, region, spot: false, ...volume });
    for (const instanceType of shape.instanceTypes) {
      for (const spot of shape.spot ? [true, false] : [false]) {
        const price = spot ? prices.spot(instanceType, region) : prices.onDemand(instanceType, region);
        if (price === undefined) continue;
        found.set(`${instanceType} ${region} ${spot}`, { instanceType, region, spot, ...price });
      }
    }
  }
  return [...found.values()];
}
