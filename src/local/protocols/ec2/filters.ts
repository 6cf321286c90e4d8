import { AwsError } from '../../failure';
import type { Params } from '../query';
import type { Ec2Instance } from './instance';
import { stateCodes } from './instance';

/** Values by filter name: any value of a filter can match, and all filters must match. */
export type Filters = readonly { readonly name: string; readonly values: readonly string[] }[];

export const readFilters = (params: Params): Filters =>
  params
    .children('Filter')
    .map((filter) => ({ name: filter.required('Name'), values: filter.list('Value') }));

/** EC2's wildcards: `*` for any text, `?` for one character, and a backslash to escape them. */
export function matches(pattern: string, value: string): boolean {
  const expression = pattern.replace(/\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g, (_, escaped, wild, special) => {
    if (escaped !== undefined) return `\\${escaped}`;
    if (wild !== undefined) return wild === '*' ? '[^]*' : '[^]';
    return `\\${special}`;
  });
  return new RegExp(`^${expression}$`, 'u').test(value);
}

export const matchesAny = (patterns: readonly string[], values: readonly string[]): boolean =>
  patterns.some((pattern) => values.some((value) => matches(pattern, value)));

/** Whether a resource with these tags matches a tag filter; undefined if the filter isn't a tag filter. */
export function passesTagFilter(
  name: string,
  values: readonly string[],
  tags: Readonly<Record<string, string>>,
): boolean | undefined {
  if (name.startsWith('tag:')) {
    const value = tags[name.slice(4)];
    return value !== undefined && matchesAny(values, [value]);
  }
  if (name === 'tag-key') return matchesAny(values, Object.keys(tags));
  if (name === 'tag-value') return matchesAny(values, Object.values(tags));
  return undefined;
}

const fields: Readonly<Record<string, (instance: Ec2Instance) => readonly (string | undefined)[]>> = {
  'instance-id': (i) => [i.id],
  'instance-state-name': (i) => [i.state],
  'instance-state-code': (i) => [String(stateCodes[i.state])],
  'instance-type': (i) => [i.type],
  'image-id': (i) => [i.imageId],
  'availability-zone': (i) => [i.zone],
  'client-token': (i) => [i.clientToken],
  'reservation-id': (i) => [i.reservationId],
  'subnet-id': (i) => [i.subnetId],
  'vpc-id': (i) => [i.vpcId],
  'key-name': (i) => [i.keyName],
  'launch-index': (i) => [String(i.launchIndex)],
  'instance-lifecycle': (i) => [i.spot ? 'spot' : undefined],
  'spot-instance-request-id': (i) => [i.spotRequestId],
  'private-ip-address': (i) => [i.privateIp],
  'ip-address': (i) => [i.publicIp],
  'instance.group-id': (i) => i.securityGroups,
  architecture: (i) => [i.architecture],
};

/** @throws AwsError InvalidParameterValue for a filter that EC2 (or this cloud) doesn't support */
export function passes(filters: Filters, instance: Ec2Instance): boolean {
  return filters.every(({ name, values }) => {
    const byTag = passesTagFilter(name, values, instance.tags);
    if (byTag !== undefined) return byTag;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return matchesAny(
      values,
      field(instance).filter((value) => value !== undefined),
    );
  });
}
