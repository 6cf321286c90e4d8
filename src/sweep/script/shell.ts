/** Half-open offsets into the script, UTF-16. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A node of a shell syntax tree, named as tree-sitter-bash names it. */
export interface ShellNode extends TextSpan {
  readonly type: string;
  readonly children: readonly ShellNode[];
  /** The node's field name in its parent: `name`, `value`, `body`… */
  readonly field: string | undefined;
  readonly named: boolean;
  /** The parser had to guess here. */
  readonly broken: boolean;
}

/** Parses a shell script. Never throws: text that can't be parsed is a node of type `ERROR`. */
export interface ShellParser {
  parse(script: string): ShellNode;
}
