const lists: ReadonlySet<string> = new Set([
  ...['instance_type', 'files', 'results', 'security_groups', 'iam_policy'],
]);

/** Whether the entries of the list under a key are values, not mappings. */
export const isScalarList = (key: string | undefined): boolean => key !== undefined && lists.has(key);
