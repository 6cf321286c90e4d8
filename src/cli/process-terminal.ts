import { setMaxListeners } from 'node:events';
import { t } from '@vscode/l10n';
import { Failure } from '../engine/failure';
import { systemClock } from '../engine/system-clock';
import { type EndingSignal, exitCodeOf, Interrupted } from './exit';
import type { ColorChoice } from './output/screen';
import type { Terminal } from './terminal';

/** The terminal of this process. Its streams are opened on first use, since that takes as long as printing the help. */
export class ProcessTerminal implements Terminal {
  readonly stdout = process.stdout;
  readonly stdoutIsScreen = process.stdout.isTTY === true;
  readonly environment = process.env;
  readonly clock = systemClock;
  color: ColorChoice = 'auto';
  readonly #interruption = new AbortController();
  readonly #lost = new AbortController();
  readonly interrupted = this.#interruption.signal;
  readonly outputLost = this.#lost.signal;
  #stderr: NodeJS.WriteStream | undefined;

  constructor(readonly programFolder: string) {
    // Each request of the SDK listens to it, and many are active at the same time.
    setMaxListeners(0, this.interrupted);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => this.#interrupt(signal));
    // The work continues: a launch must not stop halfway because `head` has read enough, or the disk is full.
    this.stdout.on('error', (error) => this.#lost.abort(error));
  }

  get stdin() {
    return process.stdin;
  }

  get stderr() {
    // There is no stream left for reporting this.
    this.#stderr ??= process.stderr.on('error', () => undefined);
    return this.#stderr;
  }

  get interactive() {
    return process.stdin.isTTY === true && this.stderr.isTTY === true;
  }

  get stderrIsScreen() {
    return this.stderr.isTTY === true && this.environment['TERM'] !== 'dumb';
  }

  get folder() {
    try {
      return process.cwd();
    } catch (cause) {
      throw new Failure(
        'storage',
        'NoWorkingDirectory',
        t('The working directory no longer exists. Change to another one, or use absolute paths of files.'),
        { cause },
      );
    }
  }

  handOver() {
    process.removeAllListeners('SIGINT').on('SIGINT', () => undefined);
  }

  #interrupt(signal: EndingSignal): void {
    // The second Ctrl-C is intended: active work is aborted.
    if (this.interrupted.aborted) process.exit(exitCodeOf(signal));
    this.#interruption.abort(new Interrupted(signal));
  }
}
