// One reader of one open file in a process of its own: prints the bytes that it keeps.
import { loadKnowledge, open } from '../built';
import { paramsText } from '../sweep-text';
import { openYamlServer } from '../yaml-server';

/** What nothing can be freed of, in and outside of JavaScript's heap. */
function kept(): number {
  for (let round = 0; round < 4; round++) globalThis.gc?.();
  const { arrayBuffers, external, heapUsed } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
}

/** Opens a file and keeps it open; a small one first, so that what is loaded once is not counted. */
async function openerOf(who: string | undefined): Promise<(size: number) => Promise<unknown>> {
  if (who === 'ours') {
    const knowledge = await loadKnowledge();
    return async (size) => {
      const document = open(paramsText(size), knowledge);
      return [document, document.problems()];
    };
  }
  const peer = openYamlServer();
  return async (size) => {
    const document = peer.documentOf(paramsText(size), size);
    return [peer, document, await peer.validate(document)];
  };
}

async function main(): Promise<void> {
  const opener = await openerOf(process.argv[2]);
  const size = Number(process.argv[3]);
  const small = await opener(10);
  const before = kept();
  const opened = await opener(size);
  const after = kept();
  // Written together with what is measured, so that it lives until then.
  process.stdout.write(JSON.stringify({ bytes: after - before, open: [small, opened].length }));
}

void main();
