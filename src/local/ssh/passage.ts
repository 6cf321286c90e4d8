import { createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface PassageParts {
  readonly address: string;
  readonly port: number;
  /** Whether the instance's security groups let this address in. */
  readonly letsIn: (address: string) => boolean;
  /** Connects to the instance's own sshd. */
  readonly connect: () => Promise<Socket>;
  /** For the instance's console: why there is no ssh. */
  readonly complain: (why: string) => void;
}

/** As `MaxStartups` of sshd allows. */
const maxConnections = 100;

/** Passes connections at an instance's public address on to its own sshd. @returns closes it, and every connection through it */
export function openSshPassage({ address, complain, connect, letsIn, port }: PassageParts): () => void {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    if (!letsIn(socket.remoteAddress ?? '')) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    pass(socket, connect).catch((error: unknown) => {
      socket.destroy();
      complain(error instanceof Error ? error.message : String(error));
    });
  });
  server.maxConnections = maxConnections;
  server.on('error', ({ message }) => complain(message));
  server.listen(port, address);
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}

async function pass(outer: Socket, connect: () => Promise<Socket>): Promise<void> {
  const inner = await connect();
  if (outer.destroyed) {
    inner.destroy();
    return;
  }
  // Either side may go at any time: that is how connections end.
  await Promise.allSettled([pipeline(outer, inner), pipeline(inner, outer)]);
}
