import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Authority } from './authority';

/** Speaks TLS on a connection that a client has opened, with a certificate for the name that it asks for. */
export function secured(socket: Socket, authority: Authority): TLSSocket {
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
  // A client that does not trust the certificate, or isn't a TLS client, just disconnects.
  over.on('error', () => socket.destroy());
  return over;
}
