import { readdir } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { isSweepFile } from '../sweep/recognise';
import { UsageError } from './exit';
import { plain } from './output/plain';
import type { Terminal } from './terminal';

/**
 * The sweep file from an argument or from `--param-file`.
 * @throws UsageError if there are none or two; it lists the sweep files of the working directory
 */
export async function sweepFilePath(
  argument: string | undefined,
  option: string | undefined,
  terminal: Terminal,
): Promise<string> {
  if (argument !== undefined && option !== undefined && argument !== option)
    throw new UsageError(
      t('Two sweep files are named, {0} and --param-file {1}. Launch one at a time.', argument, option),
    );
  const named = argument ?? option;
  if (named !== undefined) return named;
  const here = (await readdir(terminal.folder)).filter((name) => isSweepFile(name, '')).map(plain);
  throw new UsageError(
    here.length === 0
      ? t('Name the sweep file: {0}. There is none in the working directory.', 'spawn launch FILE')
      : t('Name the sweep file: {0}. In the working directory: {1}.', 'spawn launch FILE', here.join(', ')),
  );
}
