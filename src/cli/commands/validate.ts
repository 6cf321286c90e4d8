import { readSweep } from '../../sweep/read';
import { type ExitCode, exitCodes } from '../exit';
import { offlineKnowledge } from '../knowledge';
import { formatOf, type ListOptions } from '../list-format';
import { printList } from '../output/list';
import { countProblems, hasErrors, problemsJson, renderProblems } from '../output/problems';
import { offlineDefaults } from '../sweep-defaults';
import { openSweepFile } from '../sweep-file';
import { absolutePath, say, type Terminal } from '../terminal';

/** Reads a sweep file and says what is wrong with it; neither AWS nor the local cloud is asked. */
export async function validate(path: string, options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const { source, surroundings } = await openSweepFile(path, absolutePath(terminal, path));
  const { sweep, problems } = readSweep(
    source,
    offlineDefaults(options, terminal),
    surroundings,
    await offlineKnowledge(terminal),
  );
  const records = problemsJson(problems);
  printList(terminal, options, {
    json: records,
    records,
    fields: ['code', 'severity', 'message'],
    table: () => renderProblems(path, problems),
  });
  if (formatOf(options) === 'table') {
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
