const byName = /(?:^|[/\\])(?:sweep|[^/\\]+[-.]sweep)\.(?:ya?ml|jsonc?)$/i;
const byDottedName = /(?:^|[/\\])(?:[^/\\]+-sweep\.[^/\\]+|[^/\\]+\.sweep\.[^/\\]+)$/i;
const byFirstLine = /^\uFEFF?\s*(?:#|\/\/)\s*spawn:\s*sweep\b/;

/**
 * Whether a YAML or JSON file is a sweep file: by its name (`sweep.yaml`, `*-sweep.*`, `*.sweep.*`), by the comment `#
 * spawn: sweep` on its first line, or by one of the user's globs, which `matches` evaluates.
 */
export function isSweepFile(
  fileName: string,
  firstLine: string,
  globs: readonly string[] = [],
  matches: (glob: string, fileName: string) => boolean = () => false,
): boolean {
  if (!/\.(?:ya?ml|jsonc?)$/i.test(fileName)) return byFirstLine.test(firstLine);
  if (byName.test(fileName) || byDottedName.test(fileName) || byFirstLine.test(firstLine)) return true;
  return globs.some((glob) => matches(glob, fileName));
}
