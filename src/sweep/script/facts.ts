import { type HereDocument, hereDocument, languageOfShebang } from './here-document';
import type { ShellNode, ShellParser, TextSpan } from './shell';

/** A place where a script reads a variable: the span is its name's. */
export interface VariableRead extends TextSpan {
  readonly name: string;
  /** Nothing breaks where it is not set: `${VAR:-default}`, `$((VAR))`, `[[ -v VAR ]]`. */
  readonly guarded: boolean;
}

export interface VariableWrite extends TextSpan {
  readonly name: string;
}

export interface Command extends TextSpan {
  readonly name: string;
  readonly words: readonly string[];
}

/** What a script does, as far as it can be told without running it. */
export interface ScriptFacts {
  readonly text: string;
  readonly tree: ShellNode;
  readonly reads: readonly VariableRead[];
  readonly writes: readonly VariableWrite[];
  readonly hereDocuments: readonly HereDocument[];
  readonly commands: readonly Command[];
  /** Sources or evaluates something that may set any variable. */
  readonly openEnded: boolean;
  /** A statement after which nothing comes: an endless loop, `sleep infinity`. */
  readonly endless: TextSpan | undefined;
}

/** Facts of a shell script; undefined where it is written in another language. */
export function factsOf(text: string, parser: ShellParser): ScriptFacts | undefined {
  const language = languageOfShebang(text);
  if ((language !== undefined && language !== 'shell') || /^#cloud-(?:config|boothook)/.test(text))
    return undefined;
  const tree = parser.parse(text);
  const walk = new Walk(text);
  walk.visit(tree, false);
  return {
    text,
    tree,
    reads: walk.reads,
    writes: walk.writes,
    hereDocuments: walk.hereDocuments,
    commands: walk.commands,
    openEnded: walk.openEnded,
    endless: endlessStatement(tree, text),
  };
}

/** Builtins that give their arguments' names values. */
const SETTERS: ReadonlySet<string> = new Set([
  ...[
    'read',
    'mapfile',
    'readarray',
    'getopts',
    'export',
    'declare',
    'typeset',
    'local',
    'readonly',
    'unset',
    'let',
  ],
]);
const GUARDS: ReadonlySet<string> = new Set([':-', '-', ':=', '=', ':+', '+', ':?', '?']);

class Walk {
  readonly reads: VariableRead[] = [];
  readonly writes: VariableWrite[] = [];
  readonly hereDocuments: HereDocument[] = [];
  readonly commands: Command[] = [];
  openEnded = false;

  constructor(private readonly text: string) {}

  visit(node: ShellNode, arithmetic: boolean): void {
    switch (node.type) {
      case 'simple_expansion':
        this.#read(
          node.children.find((child) => child.type === 'variable_name'),
          false,
        );
        return;
      case 'expansion':
        this.#expansion(node);
        return;
      case 'variable_assignment':
        this.#assignment(node);
        return;
      case 'declaration_command':
      case 'unset_command':
        for (const child of node.children) {
          if (child.type === 'variable_name') this.#write(child);
          else this.visit(child, false);
        }
        return;
      case 'for_statement':
      case 'select_statement':
        for (const child of node.children) {
          if (child.type === 'variable_name') this.#write(child);
          else this.visit(child, false);
        }
        return;
      case 'command':
        this.#command(node);
        break;
      case 'unary_expression':
        if (/^-[zn]\s/.test(this.#slice(node))) {
          const from = this.reads.length;
          for (const child of node.children) this.visit(child, arithmetic);
          // `[ -z "$VAR" ]` asks whether it is set.
          for (let at = from; at < this.reads.length; at++) {
            const read = this.reads[at];
            if (read !== undefined) this.reads[at] = { ...read, guarded: true };
          }
          return;
        }
        break;
      case 'heredoc_start':
        this.#hereDocument(node);
        return;
      case 'variable_name':
        // A bare name: in arithmetic it is read, and 0 where it is not set.
        if (arithmetic) this.#read(node, true);
        return;
      default:
        break;
    }
    const within = arithmetic || ARITHMETIC.has(node.type);
    for (const child of node.children) {
      // In `((i++))` and `((i = 1))` the name is given a value.
      if (within && MUTATIONS.has(node.type) && child.type === 'variable_name') this.#write(child);
      this.visit(child, within);
    }
  }

  #slice(node: TextSpan): string {
    return this.text.slice(node.start, node.end);
  }

  #read(node: ShellNode | undefined, guarded: boolean): void {
    if (node === undefined) return;
    const name = this.#slice(node);
    if (isName(name)) this.reads.push({ name, start: node.start, end: node.end, guarded });
  }

  #write(node: TextSpan): void {
    const name = this.#slice(node);
    if (isName(name)) this.writes.push({ name, start: node.start, end: node.end });
  }

  #expansion(node: ShellNode): void {
    const [, first] = node.children;
    const indirect = first?.type === '!' || first?.type === '!#';
    if (indirect) this.openEnded = true;
    const operators = node.children.filter((child) => !child.named).map((child) => child.type);
    const guarded = operators.some((operator) => GUARDS.has(operator));
    const target = node.children.find(
      (child) => child.type === 'variable_name' || child.type === 'subscript',
    );
    const name =
      target?.type === 'subscript' ? target.children.find((child) => child.type === 'variable_name') : target;
    this.#read(name, guarded);
    if (name !== undefined && operators.some((operator) => operator === ':=' || operator === '='))
      this.#write(name);
    for (const child of node.children) if (child !== target) this.visit(child, false);
    for (const child of target?.children ?? []) if (child !== name) this.visit(child, true);
  }

  #assignment(node: ShellNode): void {
    for (const child of node.children) {
      if (child.type === 'variable_name' && child.start === node.start) this.#write(child);
      else if (child.type === 'subscript') {
        const [name, ...rest] = child.children;
        if (name !== undefined) this.#write(name);
        for (const part of rest) this.visit(part, true);
      } else this.visit(child, false);
    }
  }

  #command(node: ShellNode): void {
    const nameNode = node.children.find((child) => child.type === 'command_name');
    const name = nameNode === undefined ? '' : this.#slice(nameNode);
    const args = node.children.filter(
      (child) => child !== nameNode && child.named && child.start >= (nameNode?.end ?? 0),
    );
    const words = args.map((argument) => this.#slice(argument));
    this.commands.push({ name, words, start: node.start, end: node.end });
    if (name === '.' || name === 'source' || name === 'eval') this.openEnded = true;
    if (SETTERS.has(name)) {
      for (const argument of args) {
        const bare = /^([A-Za-z_]\w*)(?:=|$)/.exec(this.#slice(argument))?.[1];
        if (bare !== undefined) this.#write({ start: argument.start, end: argument.start + bare.length });
      }
    }
    const variable = name === 'printf' ? args[words.indexOf('-v') + 1] : undefined;
    if (variable !== undefined && words.includes('-v')) this.#write(variable);
    if (name === 'test' || name === '[') this.#tested(args, words);
  }

  /** `[ -v VAR ]` reads a name without a dollar. */
  #tested(args: readonly ShellNode[], words: readonly string[]): void {
    const at = words.indexOf('-v');
    if (at !== -1) this.#read(args[at + 1], true);
  }

  #hereDocument(node: ShellNode): void {
    const before = this.text.slice(Math.max(0, node.start - 4), node.start);
    this.hereDocuments.push(hereDocument(node, this.text, /<<-\s*$/.test(before)));
  }
}

const ARITHMETIC: ReadonlySet<string> = new Set([
  'arithmetic_expansion',
  'compound_statement_arithmetic',
  'c_style_for_statement',
  'unary_expression',
  'binary_expression',
  'postfix_expression',
  'ternary_expression',
  'parenthesized_expression',
]);
const MUTATIONS: ReadonlySet<string> = new Set([
  'postfix_expression',
  'unary_expression',
  'c_style_for_statement',
]);

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

const ENDS = /\b(?:break|exit|return|exec|shutdown|poweroff|halt|kill)\b/;

/** A statement at the top of the script that never ends. */
function endlessStatement(tree: ShellNode, text: string): TextSpan | undefined {
  for (const [index, child] of tree.children.entries()) {
    // In the background it holds up nothing.
    if (tree.children[index + 1]?.type === '&') continue;
    const statement = child.type === 'redirected_statement' ? (child.children[0] ?? child) : child;
    const written = text.slice(statement.start, statement.end);
    if (
      statement.type === 'command' &&
      /^(?:sleep\s+(?:infinity|inf)\b|tail\s+(?:\S+\s+)*-[a-zA-Z]*[fF]\b)/.test(written)
    ) {
      return { start: child.start, end: child.end };
    }
    const head =
      /^(?:while\s+(?:true|:|\[\s+1\s+\]|\(\(\s*1\s*\)\))|until\s+false|for\s*\(\(\s*;\s*;\s*\)\))\s*(?:;|\n|do)/.exec(
        written,
      );
    const loop = statement.type === 'while_statement' || statement.type === 'c_style_for_statement';
    if (loop && head !== null && !ENDS.test(written))
      return { start: child.start, end: child.start + head[0].trimEnd().length };
  }
  return undefined;
}
