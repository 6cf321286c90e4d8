import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Connects to a port inside the network namespace of a process: a short-lived helper enters it, connects there, and
 * passes the connection out.
 * @throws Error if nothing listens on the port
 */
export function connectInside(pid: number, port: number): Promise<Socket> {
  const helper = spawn(
    'nsenter',
    ['--target', String(pid), '--net', process.execPath, '-e', source, String(port)],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  let complaint = '';
  helper.stderr?.on('data', (piece: Buffer) => {
    complaint += piece.toString();
  });
  return new Promise((resolve, reject) => {
    helper.on('error', reject);
    helper.on('message', (_message, handle: unknown) => {
      if (handle instanceof Socket) resolve(handle);
    });
    helper.on('close', () => reject(new Error(complaint.trim() || 'nsenter failed')));
  });
}

/** Program of the helper; its argument is the port. The socket is paused, so that the helper reads nothing itself. */
const source = `
const socket = require('node:net').connect({ port: Number(process.argv[1]), host: '127.0.0.1' });
socket.pause();
socket.on('error', ({ message }) => { console.error(message); process.exit(1); });
socket.on('connect', () => process.send('connected', socket, () => process.exit(0)));
`;
