import { t } from '@vscode/l10n';
import { shellWord } from '../../engine/connect/shell-word';
import { readSweep } from '../../sweep/read';
import { type ExitCode, exitCodes } from '../exit';
import { hint } from '../hint';
import { offlineKnowledge } from '../knowledge';
import { formatOf, type ListOptions } from '../list-format';
import { counted } from '../output/counted';
import { printList } from '../output/list';
import { plain } from '../output/plain';
import { countProblems, hasErrors, problemsJson, renderProblems } from '../output/problems';
import { screenOf } from '../output/screen';
import { offlineDefaults } from '../sweep-defaults';
import { openSweepFile } from '../sweep-file';
import { absolutePath, say, type Terminal } from '../terminal';

/** Reads a sweep file and reports its problems, without requests to AWS or the local cloud. */
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
    table: () => renderProblems(path, problems, screenOf(terminal)),
  });
  if (formatOf(options) === 'table') {
    const count = sweep.runs.length;
    const runs = counted(count, t('1 run'), t('{0} runs', count));
    say(
      terminal,
      problems.length === 0
        ? t('{0}: {1}, no problems.', plain(path), runs)
        : t('{0}: {1}, {2}.', plain(path), runs, countProblems(problems)),
    );
    if (!hasErrors(problems))
      hint(terminal, t('To see its cost: {0}', `spawn launch ${shellWord(plain(path))} --dry-run`));
  }
  return hasErrors(problems) ? exitCodes.failed : exitCodes.done;
}
