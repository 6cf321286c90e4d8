/** What an instance keeps of its run: `spored record` prints it. */
export interface Kept {
  /** Below the record of the sweep, with `/` between its parts. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since the epoch, by the instance's clock. */
  readonly modifiedAt: number;
}

/** Reads lines of size, time and path; what is none is left out, such as a path with a line's end in it. */
export const parseListing = (text: string): readonly Kept[] =>
  text.split('\n').flatMap((line) => {
    const [, size, modifiedAt, path] = /^(\d+) (\d+) (?:\.\/)?(.+)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ path, size: Number(size), modifiedAt: Number(modifiedAt) }];
  });

export const formatListing = (kept: readonly Kept[]): string =>
  kept.map(({ modifiedAt, path, size }) => `${size} ${modifiedAt} ${path}\n`).join('');

/** Those that are new, or not as they were. */
export function changedSince(before: readonly Kept[], now: readonly Kept[]): readonly Kept[] {
  const known = new Map(before.map((one) => [one.path, one]));
  return now.filter((one) => {
    const other = known.get(one.path);
    return other?.size !== one.size || other.modifiedAt !== one.modifiedAt;
  });
}
