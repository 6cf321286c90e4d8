import type { Socket as DatagramSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import type { InternetAccess } from '../internet/internet-access';
import { answerQuery } from './resolver';

/** Bytes before a message on a stream: its length (RFC 1035, 4.2.2). */
const prefixBytes = 2;

type Known = Pick<InternetAccess, 'knows'> | undefined;

/** Answers DNS queries in datagrams, until the socket is closed. */
export function serveDatagrams(socket: DatagramSocket, internet: Known): void {
  socket.on('error', () => undefined);
  socket.on('message', (message, from) => {
    void answerQuery(message, 'udp', internet).then((answer) => {
      // The client may have closed its socket.
      if (answer !== undefined) socket.send(answer, from.port, from.address, () => undefined);
    });
  });
}

/** Answers DNS queries on a connection, one after the other. */
export async function serveStream(socket: Socket, internet: Known): Promise<void> {
  let held = Buffer.alloc(0);
  socket.setTimeout(10_000, () => socket.destroy());
  socket.on('error', () => undefined);
  for await (const piece of socket) {
    held = Buffer.concat([held, piece]);
    while (held.length >= prefixBytes) {
      const end = prefixBytes + held.readUInt16BE();
      if (held.length < end) break;
      const answer = await answerQuery(held.subarray(prefixBytes, end), 'tcp', internet);
      if (answer === undefined) return;
      const length = Buffer.alloc(prefixBytes);
      length.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([length, answer]));
      held = held.subarray(end);
    }
  }
}
