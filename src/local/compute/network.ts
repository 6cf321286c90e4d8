import { type ChildProcess, spawn } from 'node:child_process';
import { Server, type Socket } from 'node:net';
import addAddress from './guest/listen.sh';

/** Where an instance's network leads out of it. `sessions` is where programs for somebody outside meet him. */
const openings = ['metadata', 'endpoint', 'sessions'] as const;
export type Opening = (typeof openings)[number];

/** What answers an instance, by the network its connections come from. */
export interface Doors {
  metadata(instanceId: string, socket: Socket): void;
  endpoint(instanceId: string, socket: Socket): void;
}

/** Connections that one instance may hold open at a time. */
const maxConnections = 256;

/** The addresses an instance can reach, served from outside its network. */
export interface GuestNetwork {
  close(): void;
}

/**
 * Opens the metadata service, the cloud's own port and the way out for sessions inside the network namespace of a sandbox. A short-lived helper
 * enters the namespace, binds there, and passes the sockets out: they keep belonging to the namespace they were made in,
 * so that this process serves them with nothing left running inside.
 * @param pid a process of the sandbox
 * @throws Error when the helper fails
 */
export function openNetwork(
  pid: number,
  port: number,
  open: (opening: Opening, socket: Socket) => void,
): Promise<GuestNetwork> {
  // Root enters the network alone, with its own power over it; anyone else has power only inside the user namespace.
  const enter = process.getuid?.() === 0 ? ['--net'] : ['--user', '--net', '--preserve-credentials'];
  const helper = spawn(
    'nsenter',
    [
      ...['--target', String(pid), ...enter],
      ...['/bin/sh', '-c', addAddress, process.execPath, listenSource, String(port)],
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  return collect(helper, open);
}

function collect(
  helper: ChildProcess,
  open: (opening: Opening, socket: Socket) => void,
): Promise<GuestNetwork> {
  const servers = new Map<Opening, Server>();
  let connections = 0;
  let complaint = '';
  helper.stderr?.on('data', (piece: Buffer) => {
    complaint += piece.toString();
  });
  const network = {
    close() {
      for (const server of servers.values()) server.close();
    },
  };
  return new Promise((resolve, reject) => {
    helper.on('error', reject);
    helper.on('message', (name: unknown, server: unknown) => {
      const opening = openings.find((known) => known === name);
      if (!(server instanceof Server) || opening === undefined) return;
      servers.set(opening, server);
      server.on('connection', (socket: Socket) => {
        if (connections >= maxConnections) {
          socket.destroy();
          return;
        }
        connections += 1;
        socket.on('close', () => {
          connections -= 1;
        });
        open(opening, socket);
      });
      if (servers.size === openings.length) resolve(network);
    });
    // The helper may be seen to end before its last message is read: both have to be over.
    let ends = 0;
    const ended = () => {
      ends += 1;
      if (ends < 2 || servers.size === openings.length) return;
      network.close();
      reject(new Error(`An instance's network could not be opened: ${complaint.trim() || 'nsenter failed'}`));
    };
    helper.on('exit', ended);
    helper.on('disconnect', () => setImmediate(ended));
  });
}

/** Program of the helper; its argument is the cloud's port. */
const listenSource = `
const { createServer } = require('node:net');
const fail = (error) => { console.error(error.message); process.exit(1); };
const open = (name, port, address, next) => {
  const server = createServer();
  server.on('error', fail).listen(port, address, () => process.send(name, server, next));
};
open('metadata', 80, '169.254.169.254', () =>
  open('endpoint', Number(process.argv[1]), '127.0.0.1', () =>
    open('sessions', 22, '169.254.169.254', () => process.exit(0))));
`;
