/** The host that the first bytes of a connection request. */
export type RequestedHost =
  | { readonly kind: 'host'; readonly name: string }
  /** More bytes are needed. */
  | { readonly kind: 'more' }
  | { readonly kind: 'none' };

const more: RequestedHost = { kind: 'more' };
const none: RequestedHost = { kind: 'none' };
/** Maximum number of bytes to examine. */
const longest = 16 * 1024;

/** The `Host` of an HTTP request. */
export function hostOfRequest(bytes: Buffer): RequestedHost {
  const text = bytes.subarray(0, longest).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const [, name] = /\r\nhost: *([^\r\n]*)\r\n/i.exec(end < 0 ? text : text.slice(0, end + 2)) ?? [];
  if (name !== undefined) return named(name.replace(/:\d+$/, ''));
  return end < 0 && bytes.length < longest ? more : none;
}

/** The server name in a TLS client's first message (RFC 8446, 4.1.2; RFC 6066, 3). */
export function hostOfHello(bytes: Buffer): RequestedHost {
  const [handshake, clientHello, serverName, hostName] = [22, 1, 0, 0];
  const reader = new Reader(bytes.subarray(0, longest));
  try {
    if (reader.number(1) !== handshake) return none;
    reader.skip(4);
    if (reader.number(1) !== clientHello) return none;
    // Length, version, and random; session, ciphers, and compression.
    reader.skip(3 + 2 + 32);
    for (const size of [1, 2, 1]) reader.skip(reader.number(size));
    for (let left = reader.number(2); left > 0; ) {
      const [type, length] = [reader.number(2), reader.number(2)];
      left -= 4 + length;
      if (type !== serverName) {
        reader.skip(length);
        continue;
      }
      reader.skip(2);
      return reader.number(1) === hostName ? named(reader.text(reader.number(2))) : none;
    }
    return none;
  } catch (error) {
    if (error instanceof TooShort) return bytes.length < longest ? more : none;
    throw error;
  }
}

/** A host name rather than an address: the last part of a name begins with a letter. */
const named = (name: string): RequestedHost =>
  /^(?=.{1,253}$)([a-z0-9_-]+\.)+[a-z][a-z0-9-]*$/i.test(name)
    ? { kind: 'host', name: name.toLowerCase() }
    : none;

class TooShort extends Error {}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  number(size: number): number {
    const value = this.take(size);
    return value.readUIntBE(0, size);
  }

  text(size: number): string {
    return this.take(size).toString('latin1');
  }

  skip(size: number): void {
    this.take(size);
  }

  private take(size: number): Buffer {
    const part = this.bytes.subarray(this.at, this.at + size);
    if (part.length < size) throw new TooShort();
    this.at += size;
    return part;
  }
}
