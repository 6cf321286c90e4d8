import type { LaunchShape } from '../../plan/plan';
import type { Cloud, ImageFacts } from '../ports';

/** AWS answers from preparing a launch, so that the next check of the file needn't request them again. */
export interface AccountFacts {
  readonly spotPrices: readonly {
    readonly instanceType: string;
    readonly region: string;
    readonly usdPerHour: number;
  }[];
  /** Quotas on running vCPUs, each for one of its types. */
  readonly quotas: readonly {
    readonly instanceType: string;
    readonly region: string;
    readonly spot: boolean;
    readonly code: string;
    readonly vcpus: number;
  }[];
  /** Images that the file names by ID. */
  readonly images: readonly (ImageFacts & { readonly ami: string })[];
}

/** Prices must be loaded before. Data without an answer stays unknown. */
export async function accountFactsOf(
  shapes: readonly LaunchShape[],
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<AccountFacts> {
  const wishes = new Map<string, { instanceType: string; region: string; spot: boolean }>();
  const images = new Map<string, string>();
  for (const { ami, instanceTypes, region, spot } of shapes) {
    if (ami?.startsWith('ami-') === true) images.set(ami, region);
    for (const instanceType of instanceTypes) {
      const wish = { instanceType, region, spot };
      wishes.set(JSON.stringify(wish), wish);
    }
  }
  const all = [...wishes.values()];
  const [quotas, known] = await Promise.all([
    Promise.all(
      all.map(async (wish) => {
        const quota = await cloud.compute(wish.region).vcpuQuota(wish.instanceType, wish.spot, signal);
        return quota === undefined ? [] : [{ ...wish, code: quota.code, vcpus: quota.vcpus }];
      }),
    ),
    Promise.all(
      [...images].map(async ([ami, region]) => {
        const facts = await cloud.compute(region).image(ami, signal);
        return facts === undefined ? [] : [{ ami, ...facts }];
      }),
    ),
  ]);
  return {
    spotPrices: all.flatMap(({ instanceType, region, spot }) => {
      const price = spot ? cloud.prices.spot(instanceType, region) : undefined;
      return price === undefined ? [] : [{ instanceType, region, usdPerHour: price.usdPerHour }];
    }),
    quotas: quotas.flat(),
    images: known.flat(),
  };
}
