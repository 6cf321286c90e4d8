import { readSweep } from '../../sweep/read';
import { type ExitCode, exitCodes } from '../exit';
import { offlineKnowledge } from '../knowledge';
import type { GlobalOptions } from '../options';
import { countProblems, hasErrors, problemsJson, renderProblems } from '../output/problems';
import { offlineDefaults } from '../sweep-defaults';
import { openSweepFile } from '../sweep-file';
import { print, printJson, say, type Terminal } from '../terminal';

/** Reads a sweep file and says what is wrong with it; neither AWS nor the local cloud is asked. */
export async function validate(path: string, options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  const { source, surroundings } = await openSweepFile(path, terminal.folder);
  const { sweep, problems } = readSweep(
    source,
    offlineDefaults(options, terminal),
    surroundings,
    await offlineKnowledge(terminal),
  );
  if (options.json) printJson(terminal, problemsJson(problems));
  else {
    print(terminal, renderProblems(path, problems));
    const count = sweep.runs.length;
    const runs = `${count} ${count === 1 ? 'run' : 'runs'}`;
    say(
      terminal,
      problems.length === 0
        ? `${path}: ${runs}, no problems.`
        : `${path}: ${runs}, ${countProblems(problems)}.`,
    );
  }
  return hasErrors(problems) ? exitCodes.failed : exitCodes.done;
}
