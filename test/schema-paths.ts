interface Schema {
  readonly $ref?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Names of the fields of a definition, those of inner objects as `range.start`; those of lists are those of what they hold. */
export function schemaPaths(schema: { readonly $defs: object }, name: string): readonly string[] {
  const definitions = new Map<string, Schema>(Object.entries(schema.$defs));
  const found = new Set<string>();
  const walk = (one: Schema, at: string): void => {
    const target = one.$ref === undefined ? one : definitions.get(one.$ref.replace('#/$defs/', ''));
    if (target === undefined) throw new Error(`${one.$ref} is not defined`);
    if (target.items !== undefined) walk(target.items, at);
    for (const [key, inner] of Object.entries(target.properties ?? {})) {
      // Objects that several commands print are described once.
      const here = one.$ref === undefined && at !== '' ? `${at}.${key}` : key;
      found.add(here);
      walk(inner, here);
    }
  };
  walk(definitions.get(name) ?? {}, '');
  return [...found].sort();
}
