import type { GuestProgram } from '../compute/guest-programs';
import { Input } from './input';

/** The result of a request: bytes, or a status code of the SFTP protocol. */
export type Answer =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly code: number };

/** Maximum size of an answer: a chunk of a file, or the names in a large folder. */
const longestAnswer = 64 * 1024 * 1024;

/** Client of `guest/files.sh`, one request after the other. Texts are bytes, one per character. */
export class GuestFiles {
  private readonly input: Input;

  constructor(private readonly program: GuestProgram) {
    this.input = new Input(program.stdout);
    program.stdin.on('error', () => undefined);
    program.stderr?.resume();
  }

  /** @param data to be written. @throws Error if the program has ended, or its answer is invalid */
  async ask(words: readonly (string | number)[], data?: Buffer): Promise<Answer> {
    const texts = words.map(String);
    // No Linux file has such a name.
    if (texts.some((text) => text.includes('\0'))) return { kind: 'refused', code: 2 };
    this.program.stdin.write(texts.map((text) => `${text}\0`).join(''), 'latin1');
    if (data !== undefined) this.program.stdin.write(data);
    try {
      return await this.hear();
    } catch (error) {
      // Different from the end of the client's connection.
      throw new Error('The instance has ended.', { cause: error });
    }
  }

  private async hear(): Promise<Answer> {
    const [, word, number] = /^(ok|no) (\d+)$/.exec(await this.input.line()) ?? [];
    const count = Number(number);
    if (word === 'no') return { kind: 'refused', code: count };
    if (word !== 'ok' || count > longestAnswer) throw new Error('The instance answers nonsense.');
    return { kind: 'bytes', bytes: await this.input.take(count) };
  }
}
