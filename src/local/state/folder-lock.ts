import { createServer, type Server } from 'node:net';
import { sha256Hex } from '../signing/sha256';

/** Another cloud already uses the state folder. */
class StateInUse extends Error {}

/**
 * Locks a state folder for this process, by a name that the kernel releases when the process ends for any reason.
 * @throws StateInUse
 */
export function lockFolder(folder: string): Promise<Server> {
  const claim = createServer();
  claim.unref();
  return new Promise((resolve, reject) => {
    claim.once('error', (error) =>
      reject(
        'code' in error && error.code === 'EADDRINUSE'
          ? new StateInUse(
              `A local cloud already runs with the state folder ${folder}: stop that one first, or name another folder with --state.`,
            )
          : error,
      ),
    );
    // A leading zero byte: an abstract socket, which leaves no file.
    claim.listen(`\0spawn-local-${process.getuid?.() ?? 0}-${sha256Hex(folder).slice(0, 32)}`, () =>
      resolve(claim),
    );
  });
}
