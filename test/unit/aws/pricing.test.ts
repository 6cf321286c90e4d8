import assert from 'node:assert/strict';
import { onDemandPriceIn } from '../../../src/aws/prices/pricing';

const product = (dimensions: readonly (string | undefined)[], effectiveDate?: string): string =>
  JSON.stringify({
    terms: {
      Reserved: { r: { priceDimensions: { d: { pricePerUnit: { USD: '9' } } } } },
      OnDemand: {
        t: {
          effectiveDate,
          priceDimensions: Object.fromEntries(
            dimensions.map((usd, at) => [`d${at}`, { pricePerUnit: usd === undefined ? {} : { USD: usd } }]),
          ),
        },
      },
    },
  });
const september = '2026-09-01T00:00:00Z';

describe('the price in a product of the Price List', () => {
  it('is that of the On-Demand term in US dollars, with its date', () =>
    assert.deepEqual(onDemandPriceIn(product(['0.0416000000'], september)), {
      usdPerHour: 0.0416,
      source: 'AWS Pricing API',
      asOf: '2026-09-01',
    }));

  it('is the first one above zero, since unused capacity is listed at zero', () => {
    assert.equal(onDemandPriceIn(product(['0.0000000000', undefined, '0.1'], september))?.usdPerHour, 0.1);
    for (const none of [[], ['0'], ['-1'], ['free'], [undefined]])
      assert.equal(onDemandPriceIn(product(none, september)), undefined, String(none));
  });

  it('is dated today without a date of its own', () =>
    assert.match(onDemandPriceIn(product(['1']))?.asOf ?? '', /^\d{4}-\d\d-\d\d$/));

  it('is none in a document of another shape', () => {
    for (const text of ['{}', '[]', 'null', '{"terms":{"OnDemand":null}}', '{"terms":{"OnDemand":{"a":1}}}'])
      assert.equal(onDemandPriceIn(text), undefined, text);
  });
});
