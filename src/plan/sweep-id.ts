const longestName = 64;

/**
 * `sweep-ml-20260127-101500` (UTC) for a sweep named `ml`; `sweep-20260127-101500` for one without a name.
 * The name keeps what is safe in an S3 key, a tag, a file name and a client token: ASCII letters, digits, `.`, `_`, `-`.
 */
export function sweepIdOf(sweepName: string, now: Date): string {
  const [date = '', time = ''] = now.toISOString().replace(/[-:]/g, '').split(/[T.]/);
  const name = sweepName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, longestName)
    .replace(/\.{2,}/g, '.')
    .replace(/^[-._]+|[-._]+$/g, '');
  return ['sweep', ...(name === '' ? [] : [name]), date, time].join('-');
}
