import { createServer, type Socket } from 'node:net';
import { type AuthContext, type Connection, Server, utils } from 'ssh2';
import type { HostKey } from '../compute/guest-files';
import type { RunInGuest } from '../compute/guest-programs';
import { serveSession } from './session';

export interface SshServerOptions {
  readonly address: string;
  readonly port: number;
  readonly hostKey: HostKey;
  readonly run: RunInGuest;
  /** Whether the instance's security groups allow this address. */
  readonly allowsIngress: (address: string) => boolean;
  /** Whether a key, as base64, is accepted for this user. */
  readonly accepts: (user: string, key: string) => Promise<boolean>;
  /** Writes to the instance's console why SSH isn't available. */
  readonly complain: (why: string) => void;
}

/** As in Amazon Linux's sshd_config: `LoginGraceTime`, `MaxAuthTries`, and the maximum of `MaxStartups`. */
const loginGraceMs = 120_000;
const maxTries = 6;
const maxConnections = 100;

/** Listens for SSH connections to an instance, at its public address. @returns closes it, and all of its connections */
export function openSshServer(parts: SshServerOptions): () => void {
  const server = new Server(
    { hostKeys: [parts.hostKey.privateKey], ident: 'spawn-local' },
    (client, { ip, port }) => welcome(client, `${ip} ${port} ${parts.address} 22`, parts),
  );
  const sockets = new Set<Socket>();
  const door = createServer((socket) => {
    socket.on('error', () => undefined);
    if (!parts.allowsIngress(socket.remoteAddress ?? '')) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    server.injectSocket(socket);
  });
  door.maxConnections = maxConnections;
  door.on('error', ({ message }) => parts.complain(message));
  door.listen(parts.port, parts.address);
  return () => {
    door.close();
    for (const socket of sockets) socket.destroy();
  };
}

/** @param connection `$SSH_CONNECTION` */
function welcome(client: Connection, connection: string, parts: SshServerOptions): void {
  let user = '';
  let tries = 0;
  const grace = setTimeout(() => client.end(), loginGraceMs);
  client.on('error', () => undefined);
  client.on('close', () => clearTimeout(grace));
  client.on('authentication', (context) => {
    const refuse = () => {
      tries += 1;
      context.reject(['publickey']);
      if (tries > maxTries) client.end();
    };
    knows(context, parts).then(
      (known) => {
        if (!known) return refuse();
        user = context.username;
        context.accept();
      },
      () => refuse(),
    );
  });
  client.on('ready', () => {
    clearTimeout(grace);
    client.on('session', (accept) => serveSession(accept(), { run: parts.run, user, connection }));
  });
}

async function knows(context: AuthContext, { accepts }: SshServerOptions): Promise<boolean> {
  if (context.method !== 'publickey') return false;
  const parsed = utils.parseKey(`${context.key.algo} ${context.key.data.toString('base64')}`);
  if (parsed instanceof Error) return false;
  if (!(await accepts(context.username, parsed.getPublicSSH().toString('base64')))) return false;
  // Without a signature, the client asks whether this key would be accepted.
  if (context.signature === undefined || context.blob === undefined) return true;
  return parsed.verify(context.blob, context.signature, context.hashAlgo) === true;
}
