import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ShellParser } from '../../../src/sweep/script/shell';
import { loadShell } from '../../../src/sweep/script/tree-sitter';

/** The real parser, from the packages as npm installed them. */
export function realShell(): Promise<ShellParser> {
  const { resolve } = createRequire(__filename);
  return loadShell({
    runtime: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(resolve('tree-sitter-bash/tree-sitter-bash.wasm')),
  });
}
