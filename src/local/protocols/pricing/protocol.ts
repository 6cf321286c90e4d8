import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import type { Catalog, TypeRow } from '../ec2/catalog';
import { jsonResponse, readJson } from '../json';

interface Filter {
  readonly field: string;
  readonly value: string;
}

/** Fields that all rows of this table match, whatever their value in a filter. */
const fixed: Readonly<Record<string, string>> = {
  ServiceCode: 'AmazonEC2',
  servicecode: 'AmazonEC2',
  regionCode: 'us-east-1',
  location: 'US East (N. Virginia)',
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  licenseModel: 'No License required',
  marketoption: 'OnDemand',
  operation: 'RunInstances',
  locationType: 'AWS Region',
};

/** Answers one Price List call: On-Demand Linux prices of us-east-1, from the price table of the extension. @throws AwsError */
export function answerPricing(
  catalog: Catalog,
  call: { readonly target: string; readonly body: Uint8Array },
  requestId: string,
): Response {
  if (call.target !== 'AWSPriceListService.GetProducts')
    throw new AwsError('UnknownOperationException', `The operation ${call.target} is not known.`);
  const input = readJson(call.body);
  if (input['ServiceCode'] !== 'AmazonEC2')
    throw new AwsError('InvalidParameterException', 'Invalid ServiceCode');
  const filters = readFilters(input['Filters']);
  const size = Number(input['MaxResults'] ?? 100);
  const from = Number(input['NextToken'] ?? 0);
  const found = [...catalog.values()].filter(
    (type) => type.usdPerHour !== undefined && passes(type, filters),
  );
  return jsonResponse(
    {
      FormatVersion: 'aws_v1',
      PriceList: found.slice(from, from + size).map((type) => JSON.stringify(productOf(type))),
      ...(from + size < found.length ? { NextToken: String(from + size) } : {}),
    },
    requestId,
  );
}

function readFilters(value: unknown): Filter[] {
  if (!Array.isArray(value)) return [];
  return value.map((filter) => {
    if (filter?.Type !== 'TERM_MATCH')
      throw new AwsError('InvalidParameterException', 'Filters are of type TERM_MATCH here.');
    return { field: String(filter.Field), value: String(filter.Value) };
  });
}

function passes(type: TypeRow, filters: readonly Filter[]): boolean {
  const fields = attributesOf(type);
  return filters.every(({ field, value }) => fields[field] === value);
}

const attributesOf = (type: TypeRow): Readonly<Record<string, string>> => ({
  ...fixed,
  instanceType: type.name,
  vcpu: String(type.vcpus),
  memory: `${type.memoryMib / 1024} GiB`,
  instanceFamily: 'General purpose',
  usagetype: `BoxUsage:${type.name}`,
});

/**
 * One product in the price list format
 * (docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html).
 */
function productOf(type: TypeRow) {
  const sku = Buffer.from(type.name).toString('hex').toUpperCase().slice(0, 16).padEnd(16, '0');
  const offer = `${sku}.JRTCKXETXF`;
  const rate = `${offer}.6YS6EN2CT7`;
  return {
    product: { productFamily: 'Compute Instance', attributes: attributesOf(type), sku },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: {
        [offer]: {
          priceDimensions: {
            [rate]: {
              unit: 'Hrs',
              endRange: 'Inf',
              beginRange: '0',
              description: `$${type.usdPerHour} per On Demand Linux ${type.name} Instance Hour`,
              rateCode: rate,
              pricePerUnit: { USD: (type.usdPerHour ?? 0).toFixed(10) },
            },
          },
          sku,
          effectiveDate: '2026-07-01T00:00:00Z',
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
        },
      },
    },
  };
}
