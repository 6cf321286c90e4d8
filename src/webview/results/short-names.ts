/** Names without their common prefix, up to a dash: sweeps of one file only differ in their last part. */
export function shortNames(names: readonly string[]): readonly string[] {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0) return names;
  let common = first.length;
  for (const name of others) {
    let same = 0;
    while (same < common && name[same] === first[same]) same += 1;
    common = same;
  }
  const cut = common === 0 ? 0 : first.lastIndexOf('-', common - 1) + 1;
  return names.map((name) => name.slice(cut) || name);
}
