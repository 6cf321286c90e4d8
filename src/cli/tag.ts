/** A tag to search for: `--tag sweep:id=sweep-…`. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Undefined if there is no `=`, or nothing before it. The value can contain more of them. */
export function parseTag(text: string): Tag | undefined {
  const equals = text.indexOf('=');
  return equals < 1 ? undefined : { key: text.slice(0, equals), value: text.slice(equals + 1) };
}
