import type { Answer, GuestFiles } from './guest-files';

/** Block size of reads and combined writes, since each of them starts a program inside. */
const chunk = 1024 * 1024;

/** An open file inside an instance. Reads ahead, and combines consecutive writes. */
export class OpenFile {
  private ahead: { readonly offset: number; readonly bytes: Buffer; readonly toTheEnd: boolean } | undefined;
  private gathered: Buffer[] = [];
  private gatheredAt = 0;
  private gatheredLength = 0;
  private failed: number | undefined;

  constructor(
    private readonly files: GuestFiles,
    /** Its identifier in `guest/files.sh`. */
    private readonly handle: string,
    private readonly appends: boolean,
  ) {}

  /** Empty at the end of the file. */
  async read(offset: number, length: number): Promise<Answer> {
    const failure = await this.flush();
    if (failure !== undefined) return failure;
    const known = this.known(offset, length);
    if (known !== undefined) {
      // The file can grow, so its end is remembered for one read only.
      if (known.length < length) this.ahead = undefined;
      return { kind: 'bytes', bytes: known };
    }
    const answer = await this.files.ask(['read', this.handle, offset, Math.max(chunk, length)]);
    if (answer.kind === 'refused') return answer;
    const { bytes } = answer;
    this.ahead = { offset, bytes, toTheEnd: bytes.length < Math.max(chunk, length) };
    return { kind: 'bytes', bytes: answer.bytes.subarray(0, length) };
  }

  /** An error can be reported by a later write, or when the file is closed. */
  async write(offset: number, data: Buffer): Promise<Answer> {
    this.ahead = undefined;
    const follows = this.appends || this.gatheredAt + this.gatheredLength === offset;
    if (this.gatheredLength > 0 && !follows) await this.flush();
    if (this.gatheredLength === 0) this.gatheredAt = offset;
    this.gathered.push(data);
    this.gatheredLength += data.length;
    if (this.gatheredLength >= chunk) await this.flush();
    return this.failed === undefined ? done : { kind: 'refused', code: this.failed };
  }

  async attributes(): Promise<Answer> {
    return (await this.flush()) ?? this.files.ask(['fstat', this.handle]);
  }

  async change(words: readonly string[]): Promise<Answer> {
    return (await this.flush()) ?? this.files.ask(['fset', this.handle, ...words]);
  }

  async close(): Promise<Answer> {
    const failure = await this.flush();
    const closed = await this.files.ask(['close', this.handle]);
    return failure ?? closed;
  }

  /** Data that was read ahead; undefined if a read is needed. */
  private known(offset: number, length: number): Buffer | undefined {
    if (this.ahead === undefined) return undefined;
    const from = offset - this.ahead.offset;
    if (from < 0 || from > this.ahead.bytes.length) return undefined;
    const bytes = this.ahead.bytes.subarray(from, from + length);
    return bytes.length === length || this.ahead.toTheEnd ? bytes : undefined;
  }

  /** @returns the error of this file, if any */
  private async flush(): Promise<Answer | undefined> {
    if (this.gatheredLength > 0) {
      const data = Buffer.concat(this.gathered);
      const offset = this.gatheredAt;
      this.gathered = [];
      this.gatheredLength = 0;
      const answer = await this.files.ask(
        ['write', this.handle, this.appends ? 'end' : offset, data.length],
        data,
      );
      if (answer.kind === 'refused') this.failed ??= answer.code;
    }
    return this.failed === undefined ? undefined : { kind: 'refused', code: this.failed };
  }
}

const done: Answer = { kind: 'bytes', bytes: Buffer.alloc(0) };
