import { readdir } from 'node:fs/promises';
import { isSweepFile } from '../sweep/recognise';
import { UsageError } from './exit';
import { plain } from './output/plain';
import type { Terminal } from './terminal';

/**
 * The sweep file that was named, as an argument or by `--param-file`.
 * @throws UsageError where none or two were; it names the sweep files of the working directory
 */
export async function sweepFilePath(
  argument: string | undefined,
  option: string | undefined,
  terminal: Terminal,
): Promise<string> {
  if (argument !== undefined && option !== undefined && argument !== option)
    throw new UsageError(
      `Two sweep files are named, ${argument} and --param-file ${option}: launch one at a time.`,
    );
  const named = argument ?? option;
  if (named !== undefined) return named;
  const here = (await readdir(terminal.folder)).filter((name) => isSweepFile(name, '')).map(plain);
  throw new UsageError(
    `Name the sweep file: spawn launch FILE. ${
      here.length === 0
        ? 'The working directory has none.'
        : `Here ${here.length === 1 ? 'is' : 'are'}: ${here.join(', ')}.`
    }`,
  );
}
