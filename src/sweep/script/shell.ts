/** Half-open offsets into the script, UTF-16. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A node of a shell syntax tree, named as tree-sitter-bash names it. */
export interface ShellNode extends TextSpan {
  readonly type: string;
  readonly children: readonly ShellNode[];
  /** Name of the part its parent knows it by: `name`, `value`, `body`… */
  readonly field: string | undefined;
  readonly named: boolean;
  /** The parser had to guess here. */
  readonly broken: boolean;
}

/** Reads a shell script into a tree. Never throws: what it cannot read is a node of type `ERROR`. */
export interface ShellParser {
  parse(script: string): ShellNode;
}
