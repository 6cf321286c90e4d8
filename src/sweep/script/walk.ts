import { arithmeticNames } from './arithmetic';
import { arithmeticTree } from './arithmetic-tree';
import { testCommand, testedWords } from './conditions';
import { childOf, isName, ScriptNotes } from './script-notes';
import { declared, plainCommand, runsText, settingOf } from './setters';
import type { ShellNode, TextSpan } from './shell';
import type { Walking } from './walking';
import { literalOf } from './words';

const guardingOperators: ReadonlySet<string> = new Set([':-', '-', ':=', '=', ':+', '+', ':?', '?']);
const assigningOperators: ReadonlySet<string> = new Set([':=', '=']);

/** Reserved words that the grammar reports as commands if it misparses them. */
const closingWords: ReadonlySet<string> = new Set([
  ...['{', '}', 'then', 'do', 'done', 'else', 'elif', 'fi', 'esac', 'in'],
]);

/** Collects the variables, commands, and functions of a script's syntax tree. */
export class Walk implements Walking {
  readonly notes: ScriptNotes;

  constructor(private readonly text: string) {
    this.notes = new ScriptNotes(text);
  }

  /** Visits a tree; several trees of one script can follow one another. */
  visit(node: ShellNode): void {
    this.notes.broken ||= node.broken;
    switch (node.type) {
      case 'simple_expansion':
        this.notes.read(childOf(node, 'variable_name'), false);
        return;
      case 'expansion':
        this.#expansion(node);
        return;
      case 'variable_assignment':
        this.#assignment(node, false);
        return;
      case 'declaration_command':
      case 'unset_command':
        this.#declaration(node);
        return;
      case 'for_statement':
      case 'select_statement':
        for (const child of node.children) {
          if (child.type === 'variable_name') this.notes.write(child);
          else this.visit(child);
        }
        return;
      case 'c_style_for_statement':
        for (const child of node.children) {
          if (child.type === 'do_group' || child.type === 'compound_statement') this.visit(child);
          else this.arithmetic(child);
        }
        return;
      case 'function_definition': {
        const name = childOf(node, 'word');
        if (name !== undefined) this.notes.functions.set(this.notes.slice(name), node);
        break;
      }
      case 'command':
        this.#command(node);
        return;
      case 'test_command':
        testCommand(this, node);
        return;
      case 'case_statement':
        this.#case(node);
        return;
      case 'arithmetic_expansion':
        this.arithmetic(node);
        return;
      case 'compound_statement':
        if (node.children[0]?.type === '((') {
          this.arithmetic(node);
          return;
        }
        break;
      case 'regex':
      case 'extglob_pattern':
        this.#pattern(node);
        return;
      default:
        break;
    }
    for (const child of node.children) this.visit(child);
  }

  /** Arithmetic that was blanked out for the grammar. */
  sum({ start, end }: TextSpan): void {
    for (const found of arithmeticNames(this.text.slice(start, end), start)) {
      if (found.isSet) this.notes.write(found);
      this.notes.read(found, !found.isExpanded);
    }
  }

  #expansion(node: ShellNode): void {
    const operators = node.children.filter((child) => !child.named).map(({ type }) => type);
    const target = node.children.find(({ type }) => type === 'variable_name' || type === 'subscript');
    // `${!name}` reads the variable whose name is in `name`; `${!prefix@}` and `${!array[@]}` list names and keys.
    if (operators[1] === '!' && !/[@*]\]?\}$/.test(this.notes.slice(node))) this.notes.openEnded = true;
    const lists = operators[1] === '!' && /^\$\{!\w+[@*]\}$/.test(this.notes.slice(node));
    const guarded = lists || operators.some((operator) => guardingOperators.has(operator));
    const name = target?.type === 'subscript' ? childOf(target, 'variable_name') : target;
    if (!lists) this.notes.read(name, guarded);
    if (name !== undefined && operators.some((operator) => assigningOperators.has(operator)))
      this.notes.write(name);
    if (target?.type === 'subscript') this.index(target);
    for (const child of node.children) if (child !== target) this.visit(child);
  }

  /** The text in the brackets of `array[…]`. */
  index(subscript: ShellNode): void {
    const name = childOf(subscript, 'variable_name');
    const index = subscript.children.filter((child) => child !== name);
    this.#within(index, name === undefined ? '' : this.notes.slice(name));
  }

  #within(index: readonly ShellNode[], array: string): void {
    this.notes.withinIndex(array, () => {
      for (const child of index) this.arithmetic(child);
    });
  }

  arithmetic(node: ShellNode): void {
    arithmeticTree(this, node);
  }

  #assignment(node: ShellNode, passed: boolean): void {
    for (const child of node.children) {
      if (child.type === 'variable_name' && child.start === node.start) this.notes.write(child, passed);
      else if (child.type === 'subscript') {
        const name = childOf(child, 'variable_name');
        if (name !== undefined) this.notes.write(name);
        this.index(child);
      } else if (child.type === 'array') this.#elements(child, childOf(node, 'variable_name'));
      else this.visit(child);
    }
  }

  /** `([FOO]=1 2)`: an element can have its own index. */
  #elements(array: ShellNode, name: ShellNode | undefined): void {
    for (const element of array.children) {
      const close = element.children.findIndex((child) => this.notes.slice(child) === ']');
      const open = element.children[0];
      if (
        element.type !== 'concatenation' ||
        open === undefined ||
        this.notes.slice(open) !== '[' ||
        close < 0
      ) {
        this.visit(element);
        continue;
      }
      this.#within(element.children.slice(1, close), name === undefined ? '' : this.notes.slice(name));
      for (const child of element.children.slice(close)) this.visit(child);
    }
  }

  #declaration(node: ShellNode): void {
    const flags = node.children.filter(({ type }) => type === 'word').map((word) => this.notes.slice(word));
    const flagged = (letter: string): boolean =>
      flags.some((flag) => /^-/.test(flag) && flag.includes(letter));
    const names = node.children.filter(({ type }) => type === 'variable_name');
    // A function, or a declaration that is only printed, doesn't set anything.
    if (flagged('f') || flagged('F')) return;
    for (const name of names) {
      if (flagged('p')) this.notes.read(name, true);
      else this.notes.write(name);
      if (flagged('A')) this.notes.associative.add(this.notes.slice(name));
    }
    for (const child of node.children) {
      if (child.type === 'variable_name') continue;
      if (child.type === 'variable_assignment') {
        const name = childOf(child, 'variable_name');
        if (flagged('A') && name !== undefined) this.notes.associative.add(this.notes.slice(name));
        if (flagged('n')) this.#reference(child);
      } else if (child.named && child.type !== 'word') {
        this.notes.apply(declared([child], this.text, node.type === 'unset_command'));
      }
      this.visit(child);
    }
  }

  /** `declare -n ref=NAME`: another name of a variable. */
  #reference(assignment: ShellNode): void {
    const value = assignment.children.at(-1);
    if (value === undefined || assignment.children.length < 3) return;
    const literal = literalOf(value, this.text);
    if (!literal.whole) this.notes.openEnded = true;
    else if (isName(literal.text))
      this.notes.read({ start: literal.start, end: literal.start + literal.text.length }, true);
  }

  #command(node: ShellNode): void {
    const nameNode = childOf(node, 'command_name');
    const passing = nameNode !== undefined;
    for (const child of node.children) {
      if (child.type === 'variable_assignment') this.#assignment(child, passing);
      else this.visit(child);
    }
    if (nameNode === undefined) return;
    const args = node.children.filter((child) => child.field === 'argument');
    const literal = literalOf(nameNode, this.text);
    this.notes.broken ||= closingWords.has(literal.text) || this.#runsOver(node);
    const plain = plainCommand(literal.text, args, this.text);
    const name = plain?.name ?? literal.text;
    this.notes.commands.push({ name, args: plain?.args ?? [], start: node.start, end: node.end });
    if (plain === undefined) return;
    this.notes.openEnded ||= runsText(name);
    this.notes.apply(settingOf(name, plain.args, this.text));
    if (name === 'trap' || name === 'alias') this.#later(node);
    if (name === 'let') for (const argument of plain.args) this.arithmetic(argument);
    if (name === 'test' || name === '[') testedWords(this, plain.args, node);
    if (name === 'printenv') for (const argument of plain.args) this.notes.read(argument, true);
  }

  /** Variables that a trap or an alias sets when it runs. */
  #later(node: ShellNode): void {
    for (const match of this.notes.slice(node).matchAll(/(?<=[\s;{('"=])([A-Za-z_]\w*)\+?=/g)) {
      const start = node.start + match.index;
      this.notes.implied.add(this.text.slice(start, start + (match[1] ?? '').length));
    }
  }

  /** Whether the grammar misread the next line as more arguments of a command. */
  #runsOver({ children }: ShellNode): boolean {
    return children.some((child, at) => {
      const before = children[at - 1];
      return before !== undefined && /(?<!\\)\n/.test(this.text.slice(before.end, child.start));
    });
  }

  #case(node: ShellNode): void {
    const value = node.children.find((child) => child.field === 'value');
    for (const child of node.children) this.visit(child);
    const patterns = node.children
      .filter(({ type }) => type === 'case_item')
      .flatMap(({ children }) => children.filter((child) => child.field === 'value'));
    // A case for the empty string shows that the variable can be unset.
    if (value !== undefined && patterns.some((pattern) => /^(?:""|'')$/.test(this.notes.slice(pattern))))
      this.notes.guardWithin(value);
  }

  /** Patterns are single leaves of the tree, including their expansions. */
  #pattern(node: ShellNode): void {
    for (const match of this.notes.slice(node).matchAll(/(\\[\s\S])|\$\{?([A-Za-z_]\w*)/g)) {
      const [whole, , name] = match;
      if (name === undefined) continue;
      const end = node.start + match.index + whole.length;
      const guarded = /^:?[-=+?]/.test(this.text.slice(end));
      this.notes.read({ start: end - name.length, end }, guarded);
    }
  }
}
