/** A part of a template: literal text, or a placeholder `{key}`, `{key:03}`. */
export interface Placeholder {
  readonly key: string;
  /** Minimum number of digits, with leading zeros; 0: unchanged. */
  readonly width: number;
  /** Half-open offsets in the template's text. */
  readonly start: number;
  readonly end: number;
}

const placeholder = /\{([^{}:\s][^{}:]*)(?::0(\d{1,2}))?\}/g;

/** Every part of a text that looks like a placeholder. */
export function placeholdersOf(text: string): readonly Placeholder[] {
  if (!text.includes('{')) return [];
  return [...text.matchAll(placeholder)].map((match) => ({
    key: match[1] ?? '',
    width: Number(match[2] ?? '0'),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * Replaces placeholders that `filling` knows, and leaves all other braces unchanged: `{"a": 1}` isn't a template.
 * `{{key}}` is a literal `{key}`.
 */
export function fillTemplate(text: string, filling: (key: string) => string | undefined): string {
  let filled = '';
  let at = 0;
  for (const { key, width, start, end } of placeholdersOf(text)) {
    const value = filling(key);
    if (value === undefined) continue;
    const escaped = text[start - 1] === '{' && text[end] === '}' && start - 1 >= at;
    if (escaped) {
      filled += text.slice(at, start - 1) + text.slice(start, end);
      at = end + 1;
      continue;
    }
    filled += text.slice(at, start) + padded(value, width);
    at = end;
  }
  return filled + text.slice(at);
}

/** `{index:03}` → `007`; a sign stays first, and only integers are changed. */
function padded(value: string, width: number): string {
  const match = width === 0 ? null : /^([-+]?)(\d+)$/.exec(value);
  return match === null ? value : `${match[1] ?? ''}${(match[2] ?? '').padStart(width, '0')}`;
}
