import { AwsError } from '../../failure';
import { type Filters, matchesAny, passesTagFilter } from './filters';
import type { Tags } from './instance';

/** Values by filter name. */
export type Fields = Readonly<Record<string, readonly string[]>>;

/** Whether a row matches filters on its fields. @throws AwsError InvalidParameterValue for an unknown filter */
export function passesFields(filters: Filters, fields: Fields, tags: Tags = {}): boolean {
  return filters.every(({ name, values }) => {
    const byTag = passesTagFilter(name, values, tags);
    if (byTag !== undefined) return byTag;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return matchesAny(values, field);
  });
}

/** @throws AwsError with this code for an unknown ID */
export function checkIds(
  wanted: readonly string[],
  known: readonly string[],
  code: string,
  what: string,
): void {
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new AwsError(code, `The ${what} '${unknown}' does not exist`);
}
