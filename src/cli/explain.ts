import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { CommanderError } from 'commander';
import { Failure } from '../engine/failure';
import { stateFolder } from '../engine/state-folder';
import { type ExitCode, exitCodes, UsageError } from './exit';
import { usageSentence } from './grammar/usage-sentence';
import { Interruption, interruptedCode } from './interruption';
import { plain } from './output/plain';
import { screenOf } from './output/screen';
import { say, type Terminal } from './terminal';

/**
 * Prints the error that ended a command, as a sentence.
 * @param help the command line for help: `spawn launch --help`
 */
export function explain(error: unknown, terminal: Terminal, help = 'spawn --help'): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    // Without a command, the help has already been shown.
    if (error.code !== 'commander.help')
      tell(terminal, t('{0} See: {1}', usageSentence(error.message), help));
    return exitCodes.usage;
  }
  if (error instanceof UsageError) {
    tell(terminal, error.message);
    return exitCodes.usage;
  }
  if (error instanceof Interruption) {
    tell(terminal, t('Interrupted. {0}', error.message));
    return interruptedCode(terminal);
  }
  if (terminal.interrupted.aborted) {
    tell(terminal, t('Interrupted. Nothing was changed.'));
    return interruptedCode(terminal);
  }
  if (stoppedReading(error, terminal)) return exitCodes.done;
  if (error instanceof Failure) {
    tell(terminal, `${error.message} [${error.code}]`);
    return error.kind === 'not-found' ? exitCodes.notFound : exitCodes.failed;
  }
  tell(terminal, bugReport(error, terminal));
  return exitCodes.failed;
}

/** No one reads the command's output, so it has stopped: `whileReading`. */
const stoppedReading = (error: unknown, { outputLost }: Terminal): boolean =>
  outputLost.aborted &&
  (error === outputLost.reason || (error instanceof Failure && error.kind === 'cancelled'));

/** The common format of all errors: `spawn: SENTENCE`. */
function tell(terminal: Terminal, sentence: string): void {
  const { bad } = screenOf(terminal, 'stderr').paint;
  say(terminal, `${bad('spawn:')} ${sentence.split('\n').map(plain).join('\n')}`);
}

/**
 * A reader that ends early (`spawn list | head -1`) isn't an error; a full disk is.
 * @param code that of the command itself
 */
export function explainLostOutput(terminal: Terminal, code: ExitCode): ExitCode {
  const { reason } = terminal.outputLost;
  const lost: NodeJS.ErrnoException = reason instanceof Error ? reason : new Error(String(reason));
  if (lost.code === 'EPIPE') return code;
  tell(terminal, t("The output can't be written, and is incomplete: {0}.", lost.message));
  return code === exitCodes.done ? exitCodes.failed : code;
}

/** An unexpected error: its message, and the file with the details. */
function bugReport(error: unknown, { environment }: Terminal): string {
  const message = error instanceof Error ? error.message : String(error);
  const file = keepDetails(error, environment);
  const what = t(
    'Unexpected error: {0}. This is a bug in Spawn. Instances that were launched before it continue, and cost.',
    message,
  );
  return file === undefined ? what : `${what} ${t('Include {0} in your report.', file)}`;
}

/** Undefined if the file can't be written: the original error is more important. */
function keepDetails(error: unknown, environment: Terminal['environment']): string | undefined {
  try {
    const folder = stateFolder(environment);
    const file = join(folder, 'last-error.txt');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeFileSync(file, `${new Date().toISOString()}\n${details}\n`, { mode: 0o600 });
    return file;
  } catch (failure) {
    if (failure instanceof Error) return undefined;
    throw failure;
  }
}
