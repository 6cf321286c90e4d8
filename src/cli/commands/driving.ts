import type { Engine } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import { plain } from '../output/plain';
import { say, type Terminal } from '../terminal';

/** Launches the further attempts of a sweep's runs for as long as `work` takes. @throws what either of them throws */
export async function whileDriving<T>(
  { engine }: { readonly engine: Pick<Engine, 'drive'> },
  sweepId: string,
  terminal: Terminal,
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const driving = engine.drive(sweepId, {}, AbortSignal.any([terminal.interrupted, over.signal]));
  const failed = new Promise<never>((_, reject) => {
    driving.catch((error: unknown) => {
      if (over.signal.aborted) return;
      if (error instanceof Failure && isElsewhere(error)) say(terminal, plain(error.message));
      else reject(error);
    });
  });
  try {
    return await Promise.race([work(), failed]);
  } finally {
    over.abort();
    await driving.catch(() => undefined); // Reported above.
  }
}

const isElsewhere = ({ code }: Failure): boolean => code === 'AnotherLeads' || code === 'LaunchingAlready';
