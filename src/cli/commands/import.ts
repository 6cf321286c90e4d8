import { writeFile } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import { importWandb } from '../../language/import/wandb';
import { type ExitCode, exitCodes } from '../exit';
import { hint } from '../hint';
import { plain } from '../output/plain';
import { openSweepFile } from '../sweep-file';
import { absolutePath, say, type Terminal } from '../terminal';

export interface ImportOptions {
  readonly output?: string;
}

/** Prints a sweep file made of a sweep configuration of W&B, or writes it into a new file. */
export async function importSweep(
  path: string,
  { output }: ImportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { source } = await openSweepFile(path, absolutePath(terminal, path));
  const imported = importWandb(source.text);
  if (imported === undefined)
    throw new Failure(
      'bad-input',
      'NotAWandbSweep',
      t('{0} is not a sweep configuration of W&B: it needs method and parameters.', plain(path)),
    );
  for (const note of imported.notes) say(terminal, note);
  if (output === undefined) {
    terminal.stdout.write(imported.text);
    return exitCodes.done;
  }
  try {
    await writeFile(absolutePath(terminal, output), imported.text, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new Failure(
      'bad-input',
      'FileExists',
      t('{0} already exists, and was not changed.', plain(output)),
      { cause: error },
    );
  }
  hint(terminal, t('To check it: {0}', `spawn validate ${plain(output)}`));
  return exitCodes.done;
}
