import { Language, type Node, Parser } from 'web-tree-sitter';
import type { ShellNode, ShellParser } from './shell';

/** The two WASM files of the package: the runtime's and the grammar's. */
export interface ShellWasm {
  /** `web-tree-sitter.wasm` of the package `web-tree-sitter`. */
  readonly runtime: Uint8Array;
  /** `tree-sitter-bash.wasm` of the package `tree-sitter-bash`. */
  readonly grammar: Uint8Array;
}

/** Loads the parser once; after that, it is synchronous. Rejects if the WASM doesn't fit this package's version. */
export async function loadShell({ runtime, grammar }: ShellWasm): Promise<ShellParser> {
  await Parser.init({ wasmBinary: runtime });
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    parse(script) {
      const tree = parser.parse(script);
      if (tree === null) return { ...empty, end: script.length };
      try {
        return copyOf(tree.rootNode, undefined, 0);
      } finally {
        // Trees are allocated outside the JavaScript heap.
        tree.delete();
      }
    },
  };
}

const empty: ShellNode = {
  type: 'program',
  start: 0,
  end: 0,
  children: [],
  field: undefined,
  named: true,
  broken: false,
};

/** Scripts of people aren't nested deeper. */
const deepest = 200;

function copyOf(node: Node, field: string | undefined, depth: number): ShellNode {
  const children: ShellNode[] = [];
  if (depth < deepest) {
    for (let at = 0; at < node.childCount; at++) {
      const child = node.child(at);
      if (child !== null) children.push(copyOf(child, node.fieldNameForChild(at) ?? undefined, depth + 1));
    }
  }
  return {
    type: node.isError ? 'ERROR' : node.type,
    start: node.startIndex,
    end: node.endIndex,
    children,
    field,
    named: node.isNamed,
    broken: node.isError || node.isMissing,
  };
}
