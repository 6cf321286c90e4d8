/** A tree to be written as XML: arrays repeat their element; undefined values are skipped. */
export type XmlTree = { readonly [name: string]: XmlValue };
export type XmlValue = string | number | boolean | undefined | XmlTree | readonly XmlValue[];

/**
 * `<root xmlns="…">…</root>` with its declaration. Without a library, since a request can return a thousand instances
 * or objects, and the builder of a library would take longer than the rest of the request.
 */
export function xml(root: string, tree: XmlTree, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${escaped(namespace)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${children(tree)}</${root}>`;
}

function children(tree: XmlTree): string {
  let text = '';
  for (const name in tree) text += element(name, tree[name]);
  return text;
}

function element(name: string, value: XmlValue): string {
  switch (typeof value) {
    case 'undefined':
      return '';
    case 'string':
      return `<${name}>${escaped(value)}</${name}>`;
    case 'object':
      return isList(value)
        ? value.map((one) => element(name, one)).join('')
        : `<${name}>${children(value)}</${name}>`;
    default:
      return `<${name}>${value}</${name}>`;
  }
}

const isList = (value: XmlTree | readonly XmlValue[]): value is readonly XmlValue[] => Array.isArray(value);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 can't represent most control characters, and parsers change a bare carriage return. */
const special = /[&<>"']|[^\P{Cc}\t\n\r]|\p{Noncharacter_Code_Point}/gu;

/** Most texts don't need escapes, which this check detects in a tenth of the time. */
const plain = /^[ !#-%(-;=?-~]*$/;

const escaped = (text: string): string =>
  plain.test(text) ? text : text.replace(special, (char) => entities[char] ?? '\ufffd');
