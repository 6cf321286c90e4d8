import type { ShellNode } from './shell';
import type { Walking } from './walking';
import { literalOf } from './words';

const numberOperators: ReadonlySet<string> = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);
/** An expansion whose length is tested, or that is compared with an empty string: `[ "$X" = "" ]`, `[ x$X != x ]`. */
const asksPattern =
  /\$\{#|(?<!\$)(?:""|'')|(?:^|\s)["']?([xX_.])["']?\$\{?\w+\}?["']?\s*!?==?\s*["']?\1["']?(?:\s|$)/;

/** `test -n "$X"` written as an ordinary command. */
export function testedWords(walk: Walking, args: readonly ShellNode[], node: ShellNode): void {
  const { notes } = walk;
  const words = args.map((argument) => notes.slice(argument));
  const at = words.indexOf('-v');
  const name = at === -1 ? undefined : args[at + 1];
  if (name !== undefined) named(walk, name);
  const asks = words.some((word) => word === '-n' || word === '-z') || words.length === 1;
  if (asks || asksPattern.test(words.join(' '))) notes.guardWithin(node);
}

/** `[ … ]` and `[[ … ]]`. */
export function testCommand(walk: Walking, node: ShellNode): void {
  const { notes } = walk;
  const numbers = node.children[0]?.type === '[[';
  for (const child of node.children) condition(walk, child, numbers);
  if (asksPattern.test(notes.slice(node))) notes.guardWithin(node);
}

/** A part of a condition that is true or false by itself. */
function condition(walk: Walking, node: ShellNode, numbers: boolean): void {
  const { notes } = walk;
  notes.broken ||= node.broken;
  const operator = node.children.find((child) => child.field === 'operator');
  const sign = operator === undefined ? '' : notes.slice(operator);
  switch (node.type) {
    case 'string':
    case 'simple_expansion':
    case 'expansion':
      // `[ "$X" ]` tests whether it is set.
      walk.visit(node);
      notes.guardWithin(node);
      return;
    case 'parenthesized_expression':
    case 'negated_command':
      for (const child of node.children) condition(walk, child, numbers);
      return;
    case 'unary_expression': {
      const operand = node.children.find((child) => child !== operator);
      if (sign === '-v' && operand !== undefined) named(walk, operand);
      else if (sign === '!' && operand !== undefined) condition(walk, operand, numbers);
      else for (const child of node.children) walk.visit(child);
      if (sign === '-z' || sign === '-n') notes.guardWithin(node);
      return;
    }
    case 'binary_expression': {
      const sides = node.children.filter((child) => child !== operator);
      const joins = sign === '&&' || sign === '||' || sign === '-a' || sign === '-o';
      for (const side of sides) {
        if (joins) condition(walk, side, numbers);
        else if (numbers && numberOperators.has(sign)) walk.arithmetic(side);
        else if (side.type === 'binary_expression') condition(walk, side, numbers);
        else walk.visit(side);
      }
      return;
    }
    default:
      walk.visit(node);
  }
}

/** `-v NAME`, `-v "NAME[key]"`. */
function named(walk: Walking, node: ShellNode): void {
  const { notes } = walk;
  const { text, start } = literalOf(node, notes.text);
  const name = /^[A-Za-z_]\w*(?=\[|$)/.exec(text)?.[0];
  if (name !== undefined) notes.read({ start, end: start + name.length }, true);
  for (const child of node.children) walk.visit(child);
}
