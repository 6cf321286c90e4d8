import type { Socket } from 'node:net';
import type { InternetAccess } from './internet-access';
import { hostOfHello, hostOfRequest } from './requested-host';

/** Milliseconds in which a client has to send the host name. */
const patience = 20_000;

const ways = {
  https: { port: 443, wanted: hostOfHello },
  http: { port: 80, wanted: hostOfRequest },
} as const;

/** Connects an instance's connection to the host that its first bytes name, and passes all data between them. */
export function relay(socket: Socket, way: keyof typeof ways, internet: InternetAccess): void {
  const { port, wanted } = ways[way];
  let held = Buffer.alloc(0);
  socket.on('error', () => undefined);
  const timer = setTimeout(() => socket.destroy(), patience);
  socket.on('close', () => clearTimeout(timer));
  const hear = (piece: Buffer) => {
    held = Buffer.concat([held, piece]);
    const found = wanted(held);
    if (found.kind === 'more') return;
    clearTimeout(timer);
    socket.off('data', hear).pause();
    if (found.kind === 'none') {
      socket.destroy();
      return;
    }
    internet.connect(found.name, port).then(
      (server) => join(socket, server, held),
      () => socket.destroy(),
    );
  };
  socket.on('data', hear);
}

function join(socket: Socket, server: Socket, first: Buffer): void {
  for (const [one, other] of [
    [socket, server],
    [server, socket],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
  server.write(first);
  socket.pipe(server);
  server.pipe(socket);
}
