import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TimerClock } from '../clock';
import { isAwsError } from '../failure';
import { type Request, readRequest } from './request';
import { type Response, send } from './response';

/** @param socket returns the connection of the request */
export type Handler = (request: Request, socket: Socket) => Promise<Response> | Response;

/** A web server with this handler that doesn't listen yet. `clock` sets the date of answers. */
export function webServer(handler: Handler, clock: Pick<TimerClock, 'now'>): Server {
  const server = createServer(
    { maxHeaderSize: 64 * 1024, keepAliveTimeout: 60_000, requestTimeout: 3_600_000 },
    (message, response) => {
      respond(handler, message, response, clock).catch(() => response.destroy());
    },
  );
  server.maxConnections = 10_000;
  return server;
}

async function respond(
  handler: Handler,
  message: IncomingMessage,
  response: ServerResponse,
  clock: Pick<TimerClock, 'now'>,
): Promise<void> {
  let answer: Response;
  try {
    answer = await handler(readRequest(message), message.socket);
  } catch (error) {
    answer = isAwsError(error)
      ? { status: error.status, headers: {}, body: error.message }
      : { status: 500, headers: {}, body: 'The local cloud failed on this request.' };
  }
  response.setHeader('date', new Date(clock.now()).toUTCString());
  await send(answer, response);
  // A body that isn't read to its end would block the connection.
  if (!message.readableEnded) message.resume();
}

/** Listens on loopback. @returns the port. @throws Error EADDRINUSE and similar errors */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
