import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../engine/failure';
import { tell } from './shown';

/** A button that fixes the problem. */
interface Remedy {
  readonly title: string;
  readonly command: string;
}

/** The buttons for a failure, the most useful first. */
export function remediesOf(failure: Failure): readonly Remedy[] {
  if (failure.code === 'LocalCloudNotRunning')
    return [
      { title: t('Start Local Cloud'), command: 'spawn.startLocalCloud' },
      { title: t('Choose Provider'), command: 'spawn.chooseProvider' },
    ];
  if (failure.code === 'NoRegion') return [{ title: t('Choose Region'), command: 'spawn.chooseRegion' }];
  switch (failure.kind) {
    case 'credentials':
      return [
        { title: t('Sign In'), command: 'spawn.signIn' },
        { title: t('Choose Profile'), command: 'spawn.chooseProfile' },
        { title: t('Use the Local Cloud'), command: 'spawn.chooseProvider' },
      ];
    case 'permission':
      return [{ title: t('Choose Profile'), command: 'spawn.chooseProfile' }];
    case 'bad-input':
    case 'not-found':
    case 'cancelled':
      return [];
    default:
      return [{ title: t('Show Output'), command: 'spawn.showOutput' }];
  }
}

/** True if it was canceled: nothing failed, and nothing is shown. */
export const isCancelled = (error: unknown): boolean =>
  (error instanceof Failure && error.kind === 'cancelled') ||
  error instanceof vscode.CancellationError ||
  (error instanceof Error && error.name === 'AbortError');

/** Converts any error to one that can be shown. A bug is shown too, with a link to its details. */
export const asFailure = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure(
        'unavailable',
        'Unexpected',
        t('Unexpected error: {0}', error instanceof Error ? error.message : String(error)),
        { cause: error },
      );

/** Shows a failure in one sentence, with the button that fixes it; details are written to the log. */
export async function tellFailure(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  await offerAgain(error, log, []);
}

/**
 * The same with a button that tries again.
 * @param again label of the button; empty for none. True if it was clicked
 */
export async function offerAgain(
  error: unknown,
  log: vscode.LogOutputChannel,
  again: readonly [string] | readonly [],
): Promise<boolean> {
  if (isCancelled(error)) return false;
  const failure = asFailure(error);
  log.error(failure.code, failure.message, ...(failure.cause instanceof Error ? [failure.cause] : []));
  const remedies = remediesOf(failure);
  const buttons = [...again, ...remedies.map(({ title }) => title)];
  const chosen = await tell.error(failure.message, ...buttons);
  const remedy = remedies.find(({ title }) => title === chosen);
  if (remedy !== undefined) await vscode.commands.executeCommand(remedy.command);
  return chosen !== undefined && chosen === again[0];
}
