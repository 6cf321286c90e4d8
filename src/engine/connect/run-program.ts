import { t } from '@vscode/l10n';
import { Failure } from '../failure';

export interface ProgramEnd {
  /** Exit code; undefined if a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program of this machine until it ends, with any exit code. Arguments are passed as a list, never through a
 * shell.
 * @throws Failure NoProgram
 */
export type RunProgram = (
  program: string,
  words: readonly string[],
  signal?: AbortSignal,
) => Promise<ProgramEnd>;

/** Maximum size of a program's output, in bytes: a listing of some ten thousand files. */
const maxBuffer = 16 * 1024 * 1024;

export const runProgram: RunProgram = async (program, words, signal) => {
  // Not at activation, when no program is run.
  const { execFile } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...words], { maxBuffer, signal }, (error, stdout, stderr) => {
      const code: unknown = error === null ? 0 : error.code;
      if (signal?.aborted) reject(signal.reason);
      else if (code === 'ENOENT') reject(noProgram(program, error));
      else resolve({ code: typeof code === 'number' ? code : undefined, stdout, stderr });
    });
    child.stdin?.end();
  });
};

/** Whether this machine has a program that supports `-V`, like those of OpenSSH and util-linux. */
export async function isInstalled(program: string, run: RunProgram = runProgram): Promise<boolean> {
  try {
    await run(program, ['-V']);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === 'NoProgram') return false;
    throw error;
  }
}

const noProgram = (program: string, cause: unknown): Failure =>
  new Failure(
    'unavailable',
    'NoProgram',
    t('"{0}" is not installed on this machine. Install the OpenSSH client, then try again.', program),
    { cause },
  );
