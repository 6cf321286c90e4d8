import { type ChildProcess, spawn } from 'node:child_process';
import { Socket as DatagramSocket } from 'node:dgram';
import { Server, type Socket } from 'node:net';
import type { InternetAccess } from '../internet/internet-access';
import { relay } from '../internet/relay';
import { internetAddress, metadataAddress, resolverAddress, serviceAddress } from '../names/addresses';
import { serveDatagrams, serveStream } from '../names/serve';
import addAddresses from './guest/listen.sh';
import { type ListenAddress, listenHelperSource } from './listen-helper';

/** Handlers for an instance's connections, by the network that they come from. */
export interface GuestServices {
  metadata(instanceId: string, socket: Socket): void;
  /** The cloud's own port. */
  endpoint(instanceId: string, socket: Socket): void;
  /** AWS's own host names, with and without TLS. */
  https(instanceId: string, socket: Socket): void;
  http(instanceId: string, socket: Socket): void;
}

const serverNames = [
  ...(['metadata', 'endpoint', 'sessions', 'resolver', 'https', 'http'] as const),
  ...(['internet-https', 'internet-http'] as const),
] as const;
type ServerName = (typeof serverNames)[number];

/**
 * What an instance's network connects to. `sessions` is the endpoint of programs for clients outside; if it is missing,
 * port 22 belongs to the instance.
 */
export type GuestRoutes = Readonly<
  Record<'metadata' | 'endpoint' | 'https' | 'http', (socket: Socket) => void>
> & {
  readonly sessions?: (socket: Socket) => void;
};

export interface NetworkOptions {
  /** The cloud's port, inside and outside. */
  readonly port: number;
  /** Whether AWS's own host names resolve to the cloud, if possible. */
  readonly hostNames: boolean;
  /** Other hosts that it can access; undefined: none. */
  readonly internet: InternetAccess | undefined;
}

/** Maximum number of open connections of one instance. */
const maxConnections = 256;

/** The addresses that an instance can access, served from outside its network. */
export interface GuestNetwork {
  /** Why AWS's own host names aren't available here; undefined if they resolve to the cloud. */
  readonly noNames: string | undefined;
  close(): void;
}

/**
 * Listens on the addresses of an instance inside the network namespace of its sandbox. A short-lived helper enters the
 * namespace, listens there, and passes the sockets out. They still belong to the namespace that they were created in,
 * so this process serves them without a process inside.
 * @param pid a process of the sandbox
 * @throws Error if the helper fails
 */
export function openNetwork(
  pid: number,
  { hostNames, internet, port }: NetworkOptions,
  exits: GuestRoutes,
): Promise<GuestNetwork> {
  // Root only enters the network namespace, with its own capabilities; another user has capabilities only inside the
  // user namespace.
  const enter = process.getuid?.() === 0 ? ['--net'] : ['--user', '--net', '--preserve-credentials'];
  const openings = JSON.stringify([
    ...neededOpenings(port),
    ...(exits.sessions === undefined ? [] : [sessionOpening]),
    ...(hostNames ? nameOpenings : []),
    ...(hostNames && internet !== undefined ? internetAddresses : []),
  ]);
  const helper = spawn(
    'nsenter',
    [
      ...['--target', String(pid), ...enter],
      ...['/bin/sh', '-c', addAddresses, process.execPath, listenHelperSource, openings],
      ...[metadataAddress, resolverAddress, serviceAddress, internetAddress],
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  return collect(helper, exits, internet, hostNames ? undefined : 'they are switched off');
}

const neededOpenings = (port: number): readonly ListenAddress[] => [
  { name: 'metadata', address: metadataAddress, port: 80, needed: true },
  { name: 'endpoint', address: '127.0.0.1', port, needed: true },
];

const sessionOpening: ListenAddress = { name: 'sessions', address: metadataAddress, port: 22, needed: true };

const nameOpenings: readonly ListenAddress[] = [
  { name: 'resolver', address: resolverAddress, port: 53, needed: false },
  { name: 'datagrams', address: resolverAddress, port: 53, needed: false },
  { name: 'https', address: serviceAddress, port: 443, needed: false },
  { name: 'http', address: serviceAddress, port: 80, needed: false },
];

const internetAddresses: readonly ListenAddress[] = [
  { name: 'internet-https', address: internetAddress, port: 443, needed: false },
  { name: 'internet-http', address: internetAddress, port: 80, needed: false },
];

function collect(
  helper: ChildProcess,
  exits: GuestRoutes,
  internet: InternetAccess | undefined,
  switchedOff: string | undefined,
): Promise<GuestNetwork> {
  const sockets: (Server | DatagramSocket)[] = [];
  const close = () => {
    for (const socket of sockets) socket.close();
  };
  const carry = (way: 'http' | 'https') => (socket: Socket) =>
    internet === undefined ? socket.destroy() : relay(socket, way, internet);
  const connected = limited({
    ...exits,
    resolver: (socket) => {
      serveStream(socket, internet).catch(() => socket.destroy());
    },
    'internet-https': carry('https'),
    'internet-http': carry('http'),
  });
  let complaint = '';
  let noNames = switchedOff;
  let complete = false;
  helper.stderr?.on('data', (piece: Buffer) => {
    complaint += piece.toString();
  });
  return new Promise((resolve, reject) => {
    helper.on('error', reject);
    helper.on('message', (message: unknown, socket: unknown) => {
      const said = readMessage(message);
      if (said.kind === 'complete') {
        complete = true;
        resolve({ noNames, close });
      } else if (said.kind === 'failed') {
        noNames ??= said.why;
      } else if (socket instanceof DatagramSocket) {
        sockets.push(socket);
        serveDatagrams(socket, internet);
      } else if (socket instanceof Server && said.name !== undefined) {
        const { name } = said;
        sockets.push(socket);
        socket.on('connection', (connection: Socket) => connected(name, connection));
      }
    });
    // The helper can exit before its last message is read, so wait for both.
    let ends = 0;
    const ended = () => {
      ends += 1;
      if (ends < 2 || complete) return;
      close();
      reject(new Error(`An instance's network could not be opened: ${complaint.trim() || 'nsenter failed'}`));
    };
    helper.on('exit', ended);
    helper.on('disconnect', () => setImmediate(ended));
  });
}

/** Passes connections on, up to the maximum of one instance. */
function limited(exits: Partial<Record<ServerName, (socket: Socket) => void>>) {
  let connections = 0;
  return (name: ServerName, socket: Socket): void => {
    if (connections >= maxConnections) {
      socket.destroy();
      return;
    }
    connections += 1;
    socket.on('close', () => {
      connections -= 1;
    });
    exits[name]?.(socket);
  };
}

/** Messages of the helper. */
type Message =
  | { readonly kind: 'opened'; readonly name: ServerName | undefined }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'complete' };

function readMessage(message: unknown): Message {
  if (typeof message !== 'object' || message === null) return { kind: 'complete' };
  if ('failed' in message) return { kind: 'failed', why: String(message.failed) };
  const opened = 'opened' in message ? message.opened : undefined;
  return { kind: 'opened', name: serverNames.find((known) => known === opened) };
}
