import { arithmeticNames } from './arithmetic';
import { declared, plainCommand, runsText, settingOf, type VariableSetter } from './setters';
import type { ShellNode, TextSpan } from './shell';
import { literalOf } from './words';

/** A place where a script reads a variable: the span is its name's. */
export interface VariableRead extends TextSpan {
  readonly name: string;
  /** The script works without it: `${VAR:-default}`, `$((VAR))`, `[[ -v VAR ]]`. */
  readonly guarded: boolean;
}

export interface VariableWrite extends TextSpan {
  readonly name: string;
  /** Set only for the program that the line starts: `VAR=1 program`. */
  readonly passed: boolean;
}

export interface Command extends TextSpan {
  readonly name: string;
  readonly args: readonly ShellNode[];
}

const guards: ReadonlySet<string> = new Set([':-', '-', ':=', '=', ':+', '+', ':?', '?']);
const assigning: ReadonlySet<string> = new Set([':=', '=']);
const comparesNumbers: ReadonlySet<string> = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);
/** An expansion whose length is asked for, or that is compared with nothing: `[ "$X" = "" ]`, `[ x$X != x ]`. */
const asksPattern =
  /\$\{#|(?<!\$)(?:""|'')|(?:^|\s)["']?([xX_.])["']?\$\{?\w+\}?["']?\s*!?==?\s*["']?\1["']?(?:\s|$)/;

/** Reserved words that the grammar reports as commands where it misparses. */
const closing: ReadonlySet<string> = new Set([
  ...['{', '}', 'then', 'do', 'done', 'else', 'elif', 'fi', 'esac', 'in'],
]);

/** Gathers what a syntax tree of a script says of its variables, commands and functions. */
export class Walk {
  readonly reads: VariableRead[] = [];
  readonly writes: VariableWrite[] = [];
  readonly commands: Command[] = [];
  /** Bodies by name. */
  readonly functions = new Map<string, TextSpan>();
  /** Sources or evaluates something, or sets variables whose names are only known at run time: any variable may be set. */
  openEnded = false;
  /** Variables that text sets which is run later. */
  readonly implied = new Set<string>();
  /** The grammar could not parse all of it. */
  broken = false;
  /** Arrays whose indices are texts. */
  readonly #associative = new Set<string>();
  /** Reads that stand in an index of an array. */
  readonly #indices: { readonly array: string; readonly read: VariableRead }[] = [];

  constructor(private readonly text: string) {}

  /** Walks over a tree; several trees of one script may follow one another. */
  visit(node: ShellNode): void {
    this.broken ||= node.broken;
    switch (node.type) {
      case 'simple_expansion':
        this.#read(childOf(node, 'variable_name'), false);
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
          if (child.type === 'variable_name') this.#write(child);
          else this.visit(child);
        }
        return;
      case 'c_style_for_statement':
        for (const child of node.children) {
          if (child.type === 'do_group' || child.type === 'compound_statement') this.visit(child);
          else this.#arithmetic(child);
        }
        return;
      case 'function_definition': {
        const name = childOf(node, 'word');
        if (name !== undefined) this.functions.set(this.#slice(name), node);
        break;
      }
      case 'command':
        this.#command(node);
        return;
      case 'test_command':
        this.#test(node);
        return;
      case 'case_statement':
        this.#case(node);
        return;
      case 'arithmetic_expansion':
        this.#arithmetic(node);
        return;
      case 'compound_statement':
        if (node.children[0]?.type === '((') {
          this.#arithmetic(node);
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
      if (found.isSet) this.#write(found);
      this.#read(found, !found.isExpanded);
    }
  }

  /** Ends the walk, once all arrays are known. */
  finish(): void {
    for (const { array, read } of this.#indices) if (!this.#associative.has(array)) this.reads.push(read);
  }

  #slice(node: TextSpan): string {
    return this.text.slice(node.start, node.end);
  }

  #read(node: TextSpan | undefined, guarded: boolean): void {
    if (node === undefined) return;
    const name = this.#slice(node);
    if (isName(name)) this.reads.push({ name, start: node.start, end: node.end, guarded });
  }

  #write(node: TextSpan, passed = false): void {
    const name = this.#slice(node);
    if (isName(name)) this.writes.push({ name, start: node.start, end: node.end, passed });
  }

  #apply({ names, dynamic }: VariableSetter): void {
    for (const name of names) this.#write(name);
    this.openEnded ||= dynamic;
  }

  #expansion(node: ShellNode): void {
    const operators = node.children.filter((child) => !child.named).map(({ type }) => type);
    const target = node.children.find(({ type }) => type === 'variable_name' || type === 'subscript');
    // `${!name}` reads whatever `name` names; `${!prefix@}` and `${!array[@]}` list names and keys.
    if (operators[1] === '!' && !/[@*]\]?\}$/.test(this.#slice(node))) this.openEnded = true;
    const lists = operators[1] === '!' && /^\$\{!\w+[@*]\}$/.test(this.#slice(node));
    const guarded = lists || operators.some((operator) => guards.has(operator));
    const name = target?.type === 'subscript' ? childOf(target, 'variable_name') : target;
    if (!lists) this.#read(name, guarded);
    if (name !== undefined && operators.some((operator) => assigning.has(operator))) this.#write(name);
    if (target?.type === 'subscript') this.#index(target);
    for (const child of node.children) if (child !== target) this.visit(child);
  }

  /** What stands in the brackets of `array[…]`. */
  #index(subscript: ShellNode): void {
    const name = childOf(subscript, 'variable_name');
    const index = subscript.children.filter((child) => child !== name);
    this.#within(index, name === undefined ? '' : this.#slice(name));
  }

  #within(index: readonly ShellNode[], array: string): void {
    const from = this.reads.length;
    for (const child of index) this.#arithmetic(child);
    const indices = this.reads.splice(from);
    for (const read of indices) {
      if (this.text[read.start - 1] === '$' || this.text[read.start - 1] === '{') this.reads.push(read);
      else this.#indices.push({ array, read });
    }
  }

  #assignment(node: ShellNode, passed: boolean): void {
    for (const child of node.children) {
      if (child.type === 'variable_name' && child.start === node.start) this.#write(child, passed);
      else if (child.type === 'subscript') {
        const name = childOf(child, 'variable_name');
        if (name !== undefined) this.#write(name);
        this.#index(child);
      } else if (child.type === 'array') this.#elements(child, childOf(node, 'variable_name'));
      else this.visit(child);
    }
  }

  /** `([FOO]=1 2)`: an element may say its index. */
  #elements(array: ShellNode, name: ShellNode | undefined): void {
    for (const element of array.children) {
      const close = element.children.findIndex((child) => this.#slice(child) === ']');
      const open = element.children[0];
      if (element.type !== 'concatenation' || open === undefined || this.#slice(open) !== '[' || close < 0) {
        this.visit(element);
        continue;
      }
      this.#within(element.children.slice(1, close), name === undefined ? '' : this.#slice(name));
      for (const child of element.children.slice(close)) this.visit(child);
    }
  }

  #declaration(node: ShellNode): void {
    const flags = node.children.filter(({ type }) => type === 'word').map((word) => this.#slice(word));
    const flagged = (letter: string): boolean =>
      flags.some((flag) => /^-/.test(flag) && flag.includes(letter));
    const names = node.children.filter(({ type }) => type === 'variable_name');
    // Of a function, and of what is only printed, nothing is set.
    if (flagged('f') || flagged('F')) return;
    for (const name of names) {
      if (flagged('p')) this.#read(name, true);
      else this.#write(name);
      if (flagged('A')) this.#associative.add(this.#slice(name));
    }
    for (const child of node.children) {
      if (child.type === 'variable_name') continue;
      if (child.type === 'variable_assignment') {
        const name = childOf(child, 'variable_name');
        if (flagged('A') && name !== undefined) this.#associative.add(this.#slice(name));
        if (flagged('n')) this.#reference(child);
      } else if (child.named && child.type !== 'word') {
        this.#apply(declared([child], this.text, node.type === 'unset_command'));
      }
      this.visit(child);
    }
  }

  /** `declare -n ref=NAME`: another name of a variable. */
  #reference(assignment: ShellNode): void {
    const value = assignment.children.at(-1);
    if (value === undefined || assignment.children.length < 3) return;
    const literal = literalOf(value, this.text);
    if (!literal.whole) this.openEnded = true;
    else if (isName(literal.text))
      this.#read({ start: literal.start, end: literal.start + literal.text.length }, true);
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
    this.broken ||= closing.has(literal.text) || this.#runsOver(node);
    const plain = plainCommand(literal.text, args, this.text);
    const name = plain?.name ?? literal.text;
    this.commands.push({ name, args: plain?.args ?? [], start: node.start, end: node.end });
    if (plain === undefined) return;
    this.openEnded ||= runsText(name);
    this.#apply(settingOf(name, plain.args, this.text));
    if (name === 'trap' || name === 'alias') this.#later(node);
    if (name === 'let') for (const argument of plain.args) this.#arithmetic(argument);
    if (name === 'test' || name === '[') this.#tested(plain.args, node);
    if (name === 'printenv') for (const argument of plain.args) this.#read(argument, true);
  }

  /** Variables that a trap or an alias sets when it runs. */
  #later(node: ShellNode): void {
    for (const match of this.#slice(node).matchAll(/(?<=[\s;{('"=])([A-Za-z_]\w*)\+?=/g)) {
      const start = node.start + match.index;
      this.implied.add(this.text.slice(start, start + (match[1] ?? '').length));
    }
  }

  /** Whether the grammar misread the next line as more arguments of a command. */
  #runsOver({ children }: ShellNode): boolean {
    return children.some((child, at) => {
      const before = children[at - 1];
      return before !== undefined && /(?<!\\)\n/.test(this.text.slice(before.end, child.start));
    });
  }

  /** `test -n "$X"` written as an ordinary command. */
  #tested(args: readonly ShellNode[], node: ShellNode): void {
    const words = args.map((argument) => this.#slice(argument));
    const at = words.indexOf('-v');
    const named = at === -1 ? undefined : args[at + 1];
    if (named !== undefined) this.#named(named);
    const asks = words.some((word) => word === '-n' || word === '-z') || words.length === 1;
    if (asks || asksPattern.test(words.join(' '))) this.#guardWithin(node);
  }

  #test(node: ShellNode): void {
    const numbers = node.children[0]?.type === '[[';
    for (const child of node.children) this.#condition(child, numbers);
    if (asksPattern.test(this.#slice(node))) this.#guardWithin(node);
  }

  /** A part of a condition that is true or false by itself. */
  #condition(node: ShellNode, numbers: boolean): void {
    this.broken ||= node.broken;
    const operator = node.children.find((child) => child.field === 'operator');
    const sign = operator === undefined ? '' : this.#slice(operator);
    switch (node.type) {
      case 'string':
      case 'simple_expansion':
      case 'expansion':
        // `[ "$X" ]` asks whether it is set.
        this.visit(node);
        this.#guardWithin(node);
        return;
      case 'parenthesized_expression':
      case 'negated_command':
        for (const child of node.children) this.#condition(child, numbers);
        return;
      case 'unary_expression': {
        const operand = node.children.find((child) => child !== operator);
        if (sign === '-v' && operand !== undefined) this.#named(operand);
        else if (sign === '!' && operand !== undefined) this.#condition(operand, numbers);
        else for (const child of node.children) this.visit(child);
        if (sign === '-z' || sign === '-n') this.#guardWithin(node);
        return;
      }
      case 'binary_expression': {
        const sides = node.children.filter((child) => child !== operator);
        const joins = sign === '&&' || sign === '||' || sign === '-a' || sign === '-o';
        for (const side of sides) {
          if (joins) this.#condition(side, numbers);
          else if (numbers && comparesNumbers.has(sign)) this.#arithmetic(side);
          else if (side.type === 'binary_expression') this.#condition(side, numbers);
          else this.visit(side);
        }
        return;
      }
      default:
        this.visit(node);
    }
  }

  #guardWithin({ start, end }: TextSpan): void {
    for (const [at, read] of this.reads.entries())
      if (start <= read.start && read.end <= end) this.reads[at] = { ...read, guarded: true };
  }

  /** `-v NAME`, `-v "NAME[key]"`. */
  #named(node: ShellNode): void {
    const { text, start } = literalOf(node, this.text);
    const name = /^[A-Za-z_]\w*(?=\[|$)/.exec(text)?.[0];
    if (name !== undefined) this.#read({ start, end: start + name.length }, true);
    for (const child of node.children) this.visit(child);
  }

  #case(node: ShellNode): void {
    const value = node.children.find((child) => child.field === 'value');
    for (const child of node.children) this.visit(child);
    const patterns = node.children
      .filter(({ type }) => type === 'case_item')
      .flatMap(({ children }) => children.filter((child) => child.field === 'value'));
    // A case for the empty string expects that the variable may be unset.
    if (value !== undefined && patterns.some((pattern) => /^(?:""|'')$/.test(this.#slice(pattern))))
      this.#guardWithin(value);
  }

  /** Arithmetic as the grammar reads it: names in it need no dollar sign. */
  #arithmetic(node: ShellNode): void {
    this.broken ||= node.broken;
    switch (node.type) {
      case 'simple_expansion':
      case 'expansion':
      case 'command_substitution':
        this.visit(node);
        // A length that is worked with may be 0.
        if (this.text.startsWith('${#', node.start)) this.#guardWithin(node);
        return;
      case 'subscript': {
        const name = childOf(node, 'variable_name');
        if (name !== undefined) {
          this.#read(name, true);
          if (isSetIn(this.text, node)) this.#write(name);
        }
        this.#index(node);
        return;
      }
      case 'variable_assignment':
        for (const child of node.children) {
          if (child.type === 'variable_name' && child.start === node.start) this.#write(child);
          else this.#arithmetic(child);
        }
        return;
      case 'variable_name':
        this.#read(node, true);
        if (isSetIn(this.text, node)) this.#write(node);
        return;
      case 'word':
      case 'string_content':
      case 'raw_string':
        if (node.type === 'word' && isName(this.#slice(node))) {
          this.#read(node, true);
          if (isSetIn(this.text, node)) this.#write(node);
        } else this.sum(node);
        return;
      default:
        for (const child of node.children) this.#arithmetic(child);
    }
  }

  /** Patterns are single leaves of the tree, including their expansions. */
  #pattern(node: ShellNode): void {
    for (const match of this.#slice(node).matchAll(/(\\[\s\S])|\$\{?([A-Za-z_]\w*)/g)) {
      const [whole, , name] = match;
      if (name === undefined) continue;
      const end = node.start + match.index + whole.length;
      const guarded = /^:?[-=+?]/.test(this.text.slice(end));
      this.#read({ start: end - name.length, end }, guarded);
    }
  }
}

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

const childOf = (node: ShellNode, type: string): ShellNode | undefined =>
  node.children.find((child) => child.type === type);

/** Whether arithmetic gives the name at this place a value: `x = 1`, `x += 1`, `x++`, `--x`. */
const isSetIn = (text: string, { start, end }: TextSpan): boolean =>
  /^\s*(?:=(?!=)|[-+*/%&|^]=|<<=|>>=|\+\+|--)/.test(text.slice(end, end + 20)) ||
  /(?:\+\+|--)\s*$/.test(text.slice(Math.max(0, start - 8), start));
