import { AwsError } from '../../failure';
import type { Parameters } from './parameters';

const pageSize = 50;

/** Answers DescribeParameters: names and types, no values. @throws AwsError */
export function describeParameters(
  region: string,
  parameters: Parameters,
  input: Readonly<Record<string, unknown>>,
): object {
  const filters = Array.isArray(input['ParameterFilters']) ? input['ParameterFilters'].map(filterOf) : [];
  const found = parameters.in(region).filter((parameter) => filters.every((holds) => holds(parameter.name)));
  const start = Number(input['NextToken'] ?? 0);
  const size = Math.min(Number(input['MaxResults'] ?? pageSize), pageSize);
  return {
    Parameters: found.slice(start, start + size).map(({ modifiedAt, name, type, version }) => ({
      Name: name,
      ARN: parameters.arnOf(region, name),
      Type: type,
      Version: version,
      LastModifiedDate: modifiedAt / 1000,
      Tier: 'Standard',
      DataType: 'text',
    })),
    ...(found.length > start + size ? { NextToken: String(start + size) } : {}),
  };
}

function filterOf(filter: unknown): (name: string) => boolean {
  const fields = new Map(Object.entries(typeof filter === 'object' && filter !== null ? filter : {}));
  const list: unknown = fields.get('Values');
  const values = Array.isArray(list) ? list.map(String) : [];
  switch (`${fields.get('Key')} ${fields.get('Option') ?? 'Equals'}`) {
    case 'Name Equals':
      return (name) => values.includes(name);
    case 'Name BeginsWith':
      return (name) => values.some((value) => name.startsWith(value));
    case 'Path Recursive':
      return (name) => values.some((value) => name.startsWith(`${value.replace(/\/$/, '')}/`));
    default:
      throw new AwsError('InvalidFilterKey', 'The local cloud filters parameters by Name and Path.');
  }
}
