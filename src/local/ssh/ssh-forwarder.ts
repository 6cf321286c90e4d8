import { createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface SshForwarderOptions {
  readonly address: string;
  readonly port: number;
  /** Whether the instance's security groups allow this address. */
  readonly allowsIngress: (address: string) => boolean;
  /** Connects to the instance's own sshd. */
  readonly connect: () => Promise<Socket>;
  /** Writes to the instance's console why SSH isn't available. */
  readonly complain: (why: string) => void;
}

/** The maximum of sshd's `MaxStartups`. */
const maxConnections = 100;

/** Forwards connections from an instance's public address to its own sshd. @returns closes it, and all of its connections */
export function openSshForwarder({
  address,
  complain,
  connect,
  allowsIngress,
  port,
}: SshForwarderOptions): () => void {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    if (!allowsIngress(socket.remoteAddress ?? '')) {
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
  // Either side can disconnect at any time.
  await Promise.allSettled([pipeline(outer, inner), pipeline(inner, outer)]);
}
