import { Failure } from '../failure';

/** Runs work on this machine's disk; a disk error becomes a Failure of kind `storage`, with a sentence about its reason. */
export async function withStorageErrors<T>(
  code: string,
  sentence: (reason: string) => string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('storage', code, sentence(cause instanceof Error ? cause.message : String(cause)), {
      cause,
    });
  }
}
