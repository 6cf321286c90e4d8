import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { type ExitCode, exitCodes } from '../exit';
import { printJson, say, type Terminal } from '../terminal';

/** The section of docs/problems.md about a code. */
export async function problemHelp(code: string, terminal: Terminal): Promise<ExitCode> {
  const text = await readFile(path.join(terminal.programFolder, '..', 'docs', 'problems.md'), 'utf8');
  const sections = text.split(/^(?=#{2,4} )/m);
  const found = sections.find((section) => section.split('\n', 1)[0]?.replace(/^#+ `?|`?$/g, '') === code);
  if (found === undefined) {
    say(terminal, t('Unknown code: {0}.', code));
    return exitCodes.notFound;
  }
  printJson(terminal, { code, explanation: found.split('\n').slice(1).join('\n').trim() });
  return exitCodes.done;
}
