import { t } from '@vscode/l10n';
import type { Prices } from '../cost/price';
import type { KnownInstanceType } from '../sweep/knowledge';

/** `2 vCPU · 4 GiB · $0.0416/h`; the price is left out where it is not known. */
export function describeType(type: KnownInstanceType, region: string, prices: Prices | undefined): string {
  const price = prices?.onDemand(type.name, region);
  const size = t('{0} vCPU · {1} GiB', type.vcpus, type.memoryGib);
  return price === undefined ? size : `${size} · $${price.usdPerHour}/h`;
}
