/** A tree that becomes XML: arrays repeat their element; undefined leaves it out. */
export type XmlTree = { readonly [name: string]: XmlValue };
export type XmlValue = string | number | boolean | undefined | XmlTree | readonly XmlValue[];

/**
 * `<root xmlns="…">…</root>` with its declaration. Written manually: a thousand instances or objects are asked for at once,
 * and the builder of a library takes longer than all else that answers them.
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

/** XML 1.0 cannot carry most control characters, and parsers rewrite a bare carriage return. */
const special = /[&<>"']|[^\P{Cc}\t\n\r]|\p{Noncharacter_Code_Point}/gu;

/** Almost every text is one of these, which takes a tenth of the time to see. */
const plain = /^[ !#-%(-;=?-~]*$/;

const escaped = (text: string): string =>
  plain.test(text) ? text : text.replace(special, (char) => entities[char] ?? '\ufffd');
