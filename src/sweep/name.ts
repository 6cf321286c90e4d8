/** Maximum length of a run name: with its prefix and `/results/<file>`, an S3 key stays far below 1,024 bytes, a file name below 255. */
const longestName = 128;

/** Device names that Windows doesn't allow as file names, with any extension. */
const device = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** Whether a name is safe as an EC2 tag, an S3 key and a file name on every platform. */
export const isSafeName = (name: string): boolean =>
  /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) &&
  !name.endsWith('.') &&
  name.length <= longestName &&
  !device.test(name);

/** The nearest safe name: `a/b c` → `a-b-c`. "" if no character is allowed. */
export function safeName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, longestName)
    .replace(/[-.]+$/, '');
  return device.test(plain) ? `_${plain}`.slice(0, longestName) : plain;
}

/** `run-007`: the name of a run that has neither a name nor its own parameter. */
export const numberedName = (index: number): string => `run-${String(index).padStart(3, '0')}`;

/** Derives the name of a sweep from its file name: `ml-sweep.yaml` → `ml`, `lr.sweep.json` → `lr`, `sweep.yaml` → "". */
export function nameFromFile(fileName: string): string {
  const base = fileName.replace(/\.(?:ya?ml|jsonc?)$/i, '').replace(/(?:^|[-._])sweep$/i, '');
  return safeName(base).slice(0, 64);
}
