import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { brotliDecompressSync } from 'node:zlib';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { bundledKnowledge } from '../language/bundled-knowledge';
import type { Knowledge } from '../sweep/knowledge';
import { loadShell } from '../sweep/script/tree-sitter';
import type { Terminal } from './terminal';

/** The data about AWS and the shell grammar that are available without network requests. */
export async function offlineKnowledge({ programFolder }: Terminal): Promise<Knowledge> {
  // V8 would optimize the grammar's huge lexer for more than a second, and Node 20 waits for that. A command reads one
  // script, for which the unoptimized code is fast enough.
  setFlagsFromString('--liftoff-only');
  const shell = await loadShell({
    runtime: await readFile(join(programFolder, 'web-tree-sitter.wasm')),
    grammar: brotliDecompressSync(await readFile(join(programFolder, 'tree-sitter-bash.wasm.br'))),
  });
  return bundledKnowledge(priceTable, shell);
}
