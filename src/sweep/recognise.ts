const BY_NAME = /(?:^|[/\\])(?:sweep|[^/\\]+[-.]sweep)\.(?:ya?ml|jsonc?)$/i;
const BY_DOTTED_NAME = /(?:^|[/\\])(?:[^/\\]+-sweep\.[^/\\]+|[^/\\]+\.sweep\.[^/\\]+)$/i;
const BY_FIRST_LINE = /^\uFEFF?\s*(?:#|\/\/)\s*spawn:\s*sweep\b/;

/**
 * Whether a YAML or JSON file is a sweep file: by its name (`sweep.yaml`, `*-sweep.*`, `*.sweep.*`), by the comment
 * `# spawn: sweep` on its first line, or by one of the user's globs, which `matches` knows how to apply.
 */
export function isSweepFile(
  fileName: string,
  firstLine: string,
  globs: readonly string[] = [],
  matches: (glob: string, fileName: string) => boolean = () => false,
): boolean {
  if (!/\.(?:ya?ml|jsonc?)$/i.test(fileName)) return BY_FIRST_LINE.test(firstLine);
  if (BY_NAME.test(fileName) || BY_DOTTED_NAME.test(fileName) || BY_FIRST_LINE.test(firstLine)) return true;
  return globs.some((glob) => matches(glob, fileName));
}
