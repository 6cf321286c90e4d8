import type { AccountFacts } from '../../engine/launch/facts';
import type { Knowledge, KnownImage } from '../../sweep/knowledge';

/** Milliseconds for which a Spot price is current enough for a warning. */
const spotLife = 3_600_000;

/** AWS answers from preparing a launch in this window. The editor itself makes no AWS calls. */
export class LearnedFacts {
  readonly #spotPrices = new Map<string, { readonly usdPerHour: number; readonly at: number }>();
  readonly #quotas = new Map<string, { readonly code: string; readonly vcpus: number }>();
  readonly #images = new Map<string, KnownImage>();

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number) {}

  take({ images, quotas, spotPrices }: AccountFacts): void {
    const at = this.now();
    for (const { instanceType, region, usdPerHour } of spotPrices)
      this.#spotPrices.set(`${instanceType} ${region}`, { usdPerHour, at });
    for (const { code, instanceType, region, spot, vcpus } of quotas)
      this.#quotas.set(`${instanceType} ${region} ${spot}`, { code, vcpus });
    for (const { ami, ...image } of images) this.#images.set(ami, image);
  }

  /** Another account or region applies now. */
  forget(): void {
    this.#spotPrices.clear();
    this.#quotas.clear();
    this.#images.clear();
  }

  /** The bundled facts, and those from AWS. */
  sharpen(bundled: Knowledge): Knowledge {
    return {
      ...bundled,
      spotPrice: (instanceType, region) => {
        const price = this.#spotPrices.get(`${instanceType} ${region}`);
        return price === undefined || this.now() - price.at > spotLife ? undefined : price.usdPerHour;
      },
      vcpuQuota: (instanceType, region, spot) => this.#quotas.get(`${instanceType} ${region} ${spot}`),
      image: (ami) => this.#images.get(ami),
    };
  }
}
