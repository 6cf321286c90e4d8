import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { elapsed } from './measure';

/** Starts the local cloud as it ships, asks it something, and ends it. @returns milliseconds to the first answer */
export async function startShipped(stateFolder: string): Promise<number> {
  const start = () =>
    spawn(process.execPath, ['dist/local.js', '--state', stateFolder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  let child: ReturnType<typeof start> | undefined;
  try {
    return await elapsed(async () => {
      child = start();
      const lines = createInterface({ input: child.stdout });
      const [line] = await once(lines, 'line');
      const endpoint = /http:\S+/.exec(String(line))?.[0];
      if (endpoint === undefined) throw new Error(`The local cloud says: ${line}`);
      const answer = await fetch(endpoint);
      await answer.text();
    });
  } finally {
    if (child !== undefined) {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    }
  }
}
