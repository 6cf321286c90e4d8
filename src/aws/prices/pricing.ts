import { GetProductsCommand } from '@aws-sdk/client-pricing';
import type { Price } from '../../cost/price';
import { partitionOf } from '../../sweep/partition';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { field } from '../field';

/** Hours per month, by which AWS prices storage. */
const hoursPerMonth = 730;

/** Linux, shared tenancy, no preinstalled software: USD per hour. Undefined if AWS lists no price. */
export function onDemandPrice(
  clients: Clients,
  instanceType: string,
  region: string,
  signal?: AbortSignal,
): Promise<Price | undefined> {
  return priceOf(
    clients,
    region,
    {
      instanceType,
      operatingSystem: 'Linux',
      tenancy: 'Shared',
      preInstalledSw: 'NA',
      capacitystatus: 'Used',
      marketoption: 'OnDemand',
    },
    signal,
  );
}

/** gp3 storage: USD per GiB and hour. */
export async function gp3Price(
  clients: Clients,
  region: string,
  signal?: AbortSignal,
): Promise<Price | undefined> {
  const monthly = await priceOf(clients, region, { productFamily: 'Storage', volumeApiName: 'gp3' }, signal);
  return monthly && { ...monthly, usdPerHour: monthly.usdPerHour / hoursPerMonth };
}

/** Also undefined if AWS lists no prices in US dollars. */
async function priceOf(
  clients: Clients,
  region: string,
  facts: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Price | undefined> {
  const { pricingRegion } = partitionOf(region);
  if (pricingRegion === undefined) return undefined;
  const command = new GetProductsCommand({
    ServiceCode: 'AmazonEC2',
    Filters: Object.entries({ regionCode: region, ...facts }).map(([Field, Value]) => ({
      Type: 'TERM_MATCH',
      Field,
      Value,
    })),
    MaxResults: 5,
  });
  const answer = await clients.call({ action: 'GetProducts', region: pricingRegion }, () =>
    clients.pricing(pricingRegion).send(command, abort(signal)),
  );
  for (const product of answer.PriceList ?? []) {
    // The SDK returns String objects.
    const price = onDemandPriceIn(String(product));
    if (price !== undefined) return price;
  }
  return undefined;
}

/** The price in a product's JSON: `terms.OnDemand.*.priceDimensions.*.pricePerUnit.USD`. */
export function onDemandPriceIn(product: string): Price | undefined {
  const parsed: unknown = JSON.parse(product);
  for (const term of values(field(field(parsed, 'terms'), 'OnDemand'))) {
    for (const dimension of values(field(term, 'priceDimensions'))) {
      const usdPerHour = Number(field(field(dimension, 'pricePerUnit'), 'USD'));
      if (!(usdPerHour > 0)) continue;
      const since = field(term, 'effectiveDate');
      const asOf = (typeof since === 'string' ? since : new Date().toISOString()).slice(0, 10);
      return { usdPerHour, source: 'AWS Pricing API', asOf };
    }
  }
  return undefined;
}

const values = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];
