import { type ChildProcess, spawn } from 'node:child_process';
import { Server, type Socket } from 'node:net';
import addAddress from './guest/listen.sh';

/** What answers an instance, by the network its connections come from. */
export interface Doors {
  metadata(instanceId: string, socket: Socket): void;
  endpoint(instanceId: string, socket: Socket): void;
}

/** Connections that one instance may hold open at a time. */
const maxConnections = 256;

/** The two addresses an instance can reach, served from outside its network. */
export interface GuestNetwork {
  close(): void;
}

/**
 * Opens the metadata service and the cloud's own port inside the network namespace of a sandbox. A short-lived helper
 * enters the namespace, binds there, and passes the sockets out: they keep belonging to the namespace they were made in,
 * so that this process serves them with nothing left running inside.
 * @param pid a process of the sandbox
 * @throws Error when the helper fails
 */
export function openNetwork(
  pid: number,
  port: number,
  instanceId: string,
  doors: Doors,
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
  return collect(helper, (name, socket) => doors[name](instanceId, socket));
}

function collect(
  helper: ChildProcess,
  open: (name: 'metadata' | 'endpoint', socket: Socket) => void,
): Promise<GuestNetwork> {
  const servers: Server[] = [];
  let connections = 0;
  let complaint = '';
  helper.stderr?.on('data', (piece: Buffer) => {
    complaint += piece.toString();
  });
  const network = {
    close() {
      for (const server of servers) server.close();
    },
  };
  return new Promise((resolve, reject) => {
    helper.on('error', reject);
    helper.on('message', (name: unknown, server: unknown) => {
      if (!(server instanceof Server) || (name !== 'metadata' && name !== 'endpoint')) return;
      servers.push(server);
      server.on('connection', (socket: Socket) => {
        if (connections >= maxConnections) {
          socket.destroy();
          return;
        }
        connections += 1;
        socket.on('close', () => {
          connections -= 1;
        });
        open(name, socket);
      });
      if (servers.length === 2) resolve(network);
    });
    // The helper may be seen to end before its last message is read: both have to be over.
    let ends = 0;
    const ended = () => {
      ends += 1;
      if (ends < 2 || servers.length === 2) return;
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
const metadata = createServer();
const endpoint = createServer();
const fail = (error) => { console.error(error.message); process.exit(1); };
metadata.on('error', fail).listen(80, '169.254.169.254', () =>
  endpoint.on('error', fail).listen(Number(process.argv[1]), '127.0.0.1', () =>
    process.send('metadata', metadata, () => process.send('endpoint', endpoint, () => process.exit(0)))));
`;
