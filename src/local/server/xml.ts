import { XMLBuilder } from 'fast-xml-parser';

/** A tree that becomes XML: arrays repeat their element; undefined leaves it out. */
export type XmlTree = { readonly [name: string]: XmlValue };
export type XmlValue = string | number | boolean | undefined | XmlTree | readonly XmlValue[];

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: false,
});

/** `<root xmlns="…">…</root>` with its declaration. */
export function xml(root: string, tree: XmlTree, namespace?: string): string {
  const body = prune({ [root]: { ...(namespace === undefined ? {} : { '@xmlns': namespace }), ...tree } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(body)}`;
}

function prune(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, child]) => child !== undefined);
    return Object.fromEntries(entries.map(([name, child]) => [name, prune(child)]));
  }
  // XML 1.0 cannot carry most control characters, and parsers rewrite a bare carriage return.
  return typeof value === 'string'
    ? value.replace(/[^\P{Cc}\t\n\r]|\p{Noncharacter_Code_Point}/gu, '\ufffd')
    : value;
}
