import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Authority } from './authority';

/** Accepts TLS on a connection of a client, with a certificate for the requested name. */
export function acceptTls(socket: Socket, authority: Authority): TLSSocket {
  const over = new TLSSocket(socket, {
    isServer: true,
    ALPNProtocols: ['http/1.1'],
    SNICallback: (name, done) => {
      authority.contextFor(name).then(
        (context) => done(null, context),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  // A client that doesn't trust the certificate, or isn't a TLS client, just disconnects.
  over.on('error', () => socket.destroy());
  return over;
}
