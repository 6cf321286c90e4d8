import type { VariableSetter } from './setters';
import type { ShellNode, TextSpan } from './shell';

/** A place where a script reads a variable; the span is that of its name. */
export interface VariableRead extends TextSpan {
  readonly name: string;
  /** The script works without it: `${VAR:-default}`, `$((VAR))`, `[[ -v VAR ]]`. */
  readonly guarded: boolean;
}

export interface VariableWrite extends TextSpan {
  readonly name: string;
  /** Set only for the program on the same line: `VAR=1 program`. */
  readonly passed: boolean;
}

export interface Command extends TextSpan {
  readonly name: string;
  readonly args: readonly ShellNode[];
}

/** Notes about a script that are collected while its tree is visited. */
export class ScriptNotes {
  readonly reads: VariableRead[] = [];
  readonly writes: VariableWrite[] = [];
  readonly commands: Command[] = [];
  /** Bodies by name. */
  readonly functions = new Map<string, TextSpan>();
  /** Sources or evaluates text, or sets variables whose names are only known at runtime: any variable can be set. */
  openEnded = false;
  /** Variables that are set by text which runs later. */
  readonly implied = new Set<string>();
  /** The grammar couldn't parse all of it. */
  broken = false;
  /** Arrays with string indexes. */
  readonly associative = new Set<string>();
  /** Reads in an array index. */
  readonly #indices: { readonly array: string; readonly read: VariableRead }[] = [];

  constructor(readonly text: string) {}

  slice(node: TextSpan): string {
    return this.text.slice(node.start, node.end);
  }

  read(node: TextSpan | undefined, guarded: boolean): void {
    if (node === undefined) return;
    const name = this.slice(node);
    if (isName(name)) this.reads.push({ name, start: node.start, end: node.end, guarded });
  }

  write(node: TextSpan, passed = false): void {
    const name = this.slice(node);
    if (isName(name)) this.writes.push({ name, start: node.start, end: node.end, passed });
  }

  apply({ names, dynamic }: VariableSetter): void {
    for (const name of names) this.write(name);
    this.openEnded ||= dynamic;
  }

  guardWithin({ start, end }: TextSpan): void {
    for (const [at, read] of this.reads.entries())
      if (start <= read.start && read.end <= end) this.reads[at] = { ...read, guarded: true };
  }

  /** Notes reads in an array index: in an associative array, words aren't variables. */
  withinIndex(array: string, walk: () => void): void {
    const from = this.reads.length;
    walk();
    for (const read of this.reads.splice(from)) {
      if (this.text[read.start - 1] === '$' || this.text[read.start - 1] === '{') this.reads.push(read);
      else this.#indices.push({ array, read });
    }
  }

  /** Ends the visit, when all arrays are known. */
  finish(): void {
    for (const { array, read } of this.#indices) if (!this.associative.has(array)) this.reads.push(read);
  }
}

export const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

/** The first child of a type. */
export const childOf = (node: ShellNode, type: string): ShellNode | undefined =>
  node.children.find((child) => child.type === type);
