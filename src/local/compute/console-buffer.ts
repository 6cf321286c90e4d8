/** EC2 keeps the last 64 KiB of an instance's console output. */
const kept = 64 * 1024;

/** The end of an instance's console output. */
export class ConsoleBuffer {
  private held = Buffer.alloc(0);

  write(piece: Uint8Array): void {
    const all = Buffer.concat([this.held, piece]);
    this.held = all.length > kept ? Buffer.from(all.subarray(all.length - kept)) : all;
  }

  text(): string {
    return this.held.toString();
  }
}
