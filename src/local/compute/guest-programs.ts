import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { boundedLines } from './bounded-lines';

/** A program to run inside an instance, with its streams outside. */
export interface ProgramRequest {
  /** Name in the instance's `/etc/passwd`. */
  readonly user: string;
  /** A login shell, a command for one, or the file server (`guest/files.sh`). */
  readonly kind: 'login' | 'command' | 'files';
  readonly command?: string;
  /** With a terminal, stderr is part of stdout. */
  readonly terminal?: PseudoTerminal;
  /** `$SSH_CONNECTION`: address and port of both ends. */
  readonly connection: string;
}

export interface PseudoTerminal {
  /** `$TERM` */
  readonly type: string;
  readonly rows: number;
  readonly columns: number;
}

/** A program that runs inside an instance. */
export interface GuestProgram {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable | undefined;
  /** Its exit code, 128 and more for a signal; undefined if the instance ended first. Never rejects. */
  readonly exit: Promise<number | undefined>;
  resize(rows: number, columns: number): void;
  /** @param name `INT`, `TERM`, … */
  signal(name: string): void;
  /** Disconnects: a terminal hangs up, any other program continues. */
  hangUp(): void;
}

/** Starts a program in an instance. @throws Error if the instance doesn't answer */
export type RunInGuest = (request: ProgramRequest) => Promise<GuestProgram>;

/** Milliseconds in which an instance has to start a program. */
const patience = 15_000;
/** Maximum number of programs in one instance that were started from outside. */
const maxPrograms = 64;
/** A connection that doesn't identify itself in time is closed. */
const longestHello = 64;

/** Maximum size in bytes of a program's exit report. */
const mostWords = 1024;

interface Wanted {
  readonly request: ProgramRequest;
  readonly sockets: Map<string, Socket>;
  readonly arrived: () => void;
}

/**
 * Programs that are started in an instance from outside. The instance's own first process starts them, so that all
 * limits of the instance apply to them too. They connect to this process through the instance's network, with one
 * connection for each stream.
 */
export class GuestPrograms {
  private readonly wanted = new Map<string, Wanted>();
  private running = 0;

  /** @param command sends a line to the instance's first process */
  constructor(private readonly command: (line: string) => void) {}

  readonly run: RunInGuest = async (request) => {
    if (this.running >= maxPrograms) throw new Error('Too many sessions are open on this instance.');
    if (request.command?.includes('\0') === true) throw new Error('A command cannot hold a zero byte.');
    const token = randomBytes(16).toString('hex');
    this.running += 1;
    try {
      const sockets = await this.connect(token, request);
      return programOf(sockets, () => {
        this.running -= 1;
      });
    } catch (error) {
      this.running -= 1;
      throw error;
    }
  };

  /** Handles a connection from inside, whose first line identifies it. */
  accept(socket: Socket): void {
    let text = Buffer.alloc(0);
    socket.on('error', () => undefined);
    const timer = setTimeout(() => socket.destroy(), patience);
    socket.on('close', () => clearTimeout(timer));
    // Read manually, since a paused stream would stay paused for its next reader.
    const hear = () => {
      const piece: unknown = socket.read();
      if (!Buffer.isBuffer(piece)) return;
      text = Buffer.concat([text, piece]);
      const end = text.indexOf('\n');
      if (end < 0 && text.length < longestHello) return;
      clearTimeout(timer);
      socket.off('readable', hear);
      if (end >= 0 && end + 1 < text.length) socket.unshift(text.subarray(end + 1));
      this.place(text.subarray(0, Math.max(0, end)).toString(), socket);
    };
    socket.on('readable', hear);
  }

  private place(hello: string, socket: Socket): void {
    const [token = '', role = ''] = hello.split(' ');
    const wanted = this.wanted.get(token);
    if (wanted === undefined || wanted.sockets.has(role) || !rolesOf(wanted.request).includes(role)) {
      socket.destroy();
      return;
    }
    wanted.sockets.set(role, socket);
    if (role === 'control') socket.write(orderOf(wanted.request));
    if (wanted.sockets.size === rolesOf(wanted.request).length) wanted.arrived();
  }

  private connect(token: string, request: ProgramRequest): Promise<ReadonlyMap<string, Socket>> {
    const sockets = new Map<string, Socket>();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.wanted.delete(token);
        for (const socket of sockets.values()) socket.destroy();
        reject(new Error('The instance does not answer.'));
      }, patience);
      const arrived = () => {
        clearTimeout(timer);
        this.wanted.delete(token);
        resolve(sockets);
      };
      this.wanted.set(token, { request, sockets, arrived });
      this.command(`session ${token}`);
    });
  }
}

const rolesOf = ({ terminal }: ProgramRequest): readonly string[] =>
  terminal === undefined ? ['control', 'stdin', 'stdout', 'stderr'] : ['control', 'stdin', 'stdout'];

/** The input of `guest/session.sh`. */
function orderOf({ command = '', connection, kind, terminal, user }: ProgramRequest): string {
  const { columns = 0, rows = 0, type = '' } = terminal ?? {};
  // A terminal without a type is still a terminal.
  const words = [
    user,
    kind,
    command,
    terminal === undefined ? '' : type || 'dumb',
    rows,
    columns,
    connection,
  ];
  return words.map((word) => `${String(word).replaceAll('\0', '')}\0`).join('');
}

function programOf(sockets: ReadonlyMap<string, Socket>, over: () => void): GuestProgram {
  const [control, stdin, stdout] = ['control', 'stdin', 'stdout'].map((role) => sockets.get(role));
  if (control === undefined || stdin === undefined || stdout === undefined)
    throw new Error('A stream of this program is missing.');
  const exit = new Promise<number | undefined>((resolve) => {
    boundedLines(control, mostWords).on('line', (line) => {
      const code = /^exit (\d+)$/.exec(line)?.[1];
      if (code !== undefined) resolve(Number(code));
    });
    control.on('close', () => {
      over();
      resolve(undefined);
    });
  });
  const say = (line: string) => {
    if (control.writable) control.write(`${line}\n`);
  };
  // The end of this stream has no meaning; without a reader, the close event wouldn't be emitted.
  stdin.resume();
  return {
    stdin,
    stdout,
    stderr: sockets.get('stderr'),
    exit,
    resize: (rows, columns) => say(`resize ${Math.trunc(rows)} ${Math.trunc(columns)}`),
    signal: (name) => {
      if (/^[A-Z0-9]+$/.test(name)) say(`signal ${name}`);
    },
    hangUp() {
      for (const socket of sockets.values()) socket.destroy();
    },
  };
}
