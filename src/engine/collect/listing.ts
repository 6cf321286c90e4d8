/** A file of a run on its instance, as `spored record` prints it. */
export interface Kept {
  /** Path below the record of the sweep, with `/` between its parts. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since the epoch, by the instance's clock. */
  readonly modifiedAt: number;
}

/** Parses lines with size, time, and path; ignores other lines, such as those of a path with a line break. */
export const parseListing = (text: string): readonly Kept[] =>
  text.split('\n').flatMap((line) => {
    const [, size, modifiedAt, path] = /^(\d+) (\d+) (?:\.\/)?(.+)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ path, size: Number(size), modifiedAt: Number(modifiedAt) }];
  });

export const formatListing = (kept: readonly Kept[]): string =>
  kept.map(({ modifiedAt, path, size }) => `${size} ${modifiedAt} ${path}\n`).join('');

/** Files that are new or changed. */
export function changedSince(before: readonly Kept[], now: readonly Kept[]): readonly Kept[] {
  const known = new Map(before.map((one) => [one.path, one]));
  return now.filter((one) => {
    const other = known.get(one.path);
    return other?.size !== one.size || other.modifiedAt !== one.modifiedAt;
  });
}
