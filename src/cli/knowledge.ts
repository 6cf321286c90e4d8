import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { bundledKnowledge } from '../language/bundled-knowledge';
import type { Knowledge } from '../sweep/knowledge';
import { loadShell } from '../sweep/script/tree-sitter';
import type { Terminal } from './terminal';

/** What is known of AWS and of shell scripts without asking anybody. */
export async function offlineKnowledge({ programFolder }: Terminal): Promise<Knowledge> {
  const shell = await loadShell({
    runtime: await readFile(join(programFolder, 'web-tree-sitter.wasm')),
    grammar: await readFile(join(programFolder, 'tree-sitter-bash.wasm')),
  });
  return bundledKnowledge(priceTable, shell);
}
