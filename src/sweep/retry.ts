import { typedValue } from './schema-check';
import type { ReadValue } from './setting-values';
import type { RetryCounts } from './settings';
import { entryOf } from './syntax/node';

/** Counts by outcome, or one number for outcomes that the script didn't cause. The schema has checked their ranges. */
export const readRetry: ReadValue<RetryCounts> = (node, { resolve }) => {
  if (node.kind === 'scalar') {
    const count = Number(typedValue(node));
    return { interrupted: count, lost: count, failed: 0 };
  }
  if (node.kind !== 'mapping') return undefined;
  const count = (key: keyof RetryCounts): number => {
    const value = entryOf(node, key)?.value;
    const scalar = value === undefined ? undefined : resolve(value);
    return scalar?.kind === 'scalar' ? Number(typedValue(scalar)) : 0;
  };
  return { interrupted: count('interrupted'), lost: count('lost'), failed: count('failed') };
};
