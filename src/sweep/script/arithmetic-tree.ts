import { childOf, isName } from './script-notes';
import type { ShellNode, TextSpan } from './shell';
import type { Walking } from './walking';

/** Arithmetic as the grammar parses it: names in it need no dollar sign. */
export function arithmeticTree(walk: Walking, node: ShellNode): void {
  const { notes } = walk;
  notes.broken ||= node.broken;
  switch (node.type) {
    case 'simple_expansion':
    case 'expansion':
    case 'command_substitution':
      walk.visit(node);
      // A length in a calculation can be 0.
      if (notes.text.startsWith('${#', node.start)) notes.guardWithin(node);
      return;
    case 'subscript': {
      const name = childOf(node, 'variable_name');
      if (name !== undefined) {
        notes.read(name, true);
        if (isSetIn(notes.text, node)) notes.write(name);
      }
      walk.index(node);
      return;
    }
    case 'variable_assignment':
      for (const child of node.children) {
        if (child.type === 'variable_name' && child.start === node.start) notes.write(child);
        else walk.arithmetic(child);
      }
      return;
    case 'variable_name':
      notes.read(node, true);
      if (isSetIn(notes.text, node)) notes.write(node);
      return;
    case 'word':
    case 'string_content':
    case 'raw_string':
      if (node.type === 'word' && isName(notes.slice(node))) {
        notes.read(node, true);
        if (isSetIn(notes.text, node)) notes.write(node);
      } else walk.sum(node);
      return;
    default:
      for (const child of node.children) walk.arithmetic(child);
  }
}

/** Whether arithmetic sets the name at this place: `x = 1`, `x += 1`, `x++`, `--x`. */
const isSetIn = (text: string, { start, end }: TextSpan): boolean =>
  /^\s*(?:=(?!=)|[-+*/%&|^]=|<<=|>>=|\+\+|--)/.test(text.slice(end, end + 20)) ||
  /(?:\+\+|--)\s*$/.test(text.slice(Math.max(0, start - 8), start));
