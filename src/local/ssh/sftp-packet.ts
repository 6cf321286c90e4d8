import type { AttributeChanges, Attributes, DirectoryEntry } from './attributes';

/** Packets of SFTP version 3 (draft-ietf-secsh-filexfer-02) that a client sends. */
export const requests = {
  INIT: 1,
  OPEN: 3,
  CLOSE: 4,
  READ: 5,
  WRITE: 6,
  LSTAT: 7,
  FSTAT: 8,
  SETSTAT: 9,
  FSETSTAT: 10,
  OPENDIR: 11,
  READDIR: 12,
  REMOVE: 13,
  MKDIR: 14,
  RMDIR: 15,
  REALPATH: 16,
  STAT: 17,
  RENAME: 18,
  READLINK: 19,
  SYMLINK: 20,
  EXTENDED: 200,
} as const;

const responses = { VERSION: 2, STATUS: 101, HANDLE: 102, DATA: 103, NAME: 104, ATTRS: 105, EXTENDED: 201 };

export const statuses = {
  OK: 0,
  EOF: 1,
  NO_SUCH_FILE: 2,
  PERMISSION_DENIED: 3,
  FAILURE: 4,
  BAD_MESSAGE: 5,
  OP_UNSUPPORTED: 8,
} as const;

const statusTexts: Readonly<Record<number, string>> = {
  0: 'Success',
  1: 'End of file',
  2: 'No such file',
  3: 'Permission denied',
  5: 'Bad message',
  8: 'Operation unsupported',
};

const attributeFlags = { size: 1, owner: 2, mode: 4, times: 8 };

/** A packet that is shorter than its length fields claim. */
export class BadPacket extends Error {}

/** Parses a packet. Texts are bytes, one per character, since file names don't have to be UTF-8. */
export class PacketReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  number(): number {
    return this.take(4).readUInt32BE();
  }

  /** @throws BadPacket if a double can't represent the number exactly, which is larger than any disk here */
  offset(): number {
    const value = this.take(8).readBigUInt64BE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new BadPacket('This offset is too large.');
    return Number(value);
  }

  data(): Buffer {
    return this.take(this.number());
  }

  text(): string {
    return this.data().toString('latin1');
  }

  changes(): AttributeChanges {
    const flags = this.number();
    const size = flags & attributeFlags.size ? this.offset() : undefined;
    const owner = flags & attributeFlags.owner ? `${this.number()}:${this.number()}` : undefined;
    const mode = flags & attributeFlags.mode ? this.number() : undefined;
    const [accessed, modified] = flags & attributeFlags.times ? [this.number(), this.number()] : [];
    return { size, owner, mode, accessed, modified };
  }

  private take(count: number): Buffer {
    const end = this.at + count;
    if (end > this.bytes.length) throw new BadPacket('This packet is too short.');
    const piece = this.bytes.subarray(this.at, end);
    this.at = end;
    return piece;
  }
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

const text = (value: string | Buffer): Buffer => {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value, 'latin1');
  return Buffer.concat([number(bytes.length), bytes]);
};

const attributes = ({ accessed, gid, mode, modified, size, uid }: Attributes): Buffer =>
  Buffer.concat([number(15), long(size), ...[uid, gid, mode, accessed, modified].map(number)]);

function packet(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.of(type), ...parts]);
  return Buffer.concat([number(body.length), body]);
}

/** @param extensions name and version of each */
export const versionPacket = (extensions: Readonly<Record<string, string>>): Buffer =>
  packet(responses.VERSION, number(3), ...Object.entries(extensions).flat().map(text));

export const statusPacket = (id: number, code: number): Buffer =>
  packet(responses.STATUS, number(id), number(code), text(statusTexts[code] ?? 'Failure'), text(''));

export const handlePacket = (id: number, handle: string): Buffer =>
  packet(responses.HANDLE, number(id), text(handle));

export const dataPacket = (id: number, data: Buffer): Buffer =>
  packet(responses.DATA, number(id), text(data));

export const attributesPacket = (id: number, found: Attributes): Buffer =>
  packet(responses.ATTRS, number(id), attributes(found));

export const namePacket = (id: number, entries: readonly DirectoryEntry[]): Buffer =>
  packet(
    responses.NAME,
    number(id),
    number(entries.length),
    ...entries.flatMap((entry) => [text(entry.name), text(entry.longName), attributes(entry.attributes)]),
  );

/** The answer to `limits@openssh.com` (OpenSSH, PROTOCOL): bytes of a packet, a read, and a write; open handles. */
export const limitsPacket = (id: number, limits: readonly number[]): Buffer =>
  packet(responses.EXTENDED, number(id), ...limits.map(long));
