import { t } from '@vscode/l10n';
import { shellWord } from '../../engine/connect/shell-word';
import type { RunView, SweepView } from '../../engine/view';
import { type ExitCode, exitCodes, UsageError } from '../exit';
import { followLog } from '../follow-log';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { lastLines, readableLog } from '../output/log';
import { plain } from '../output/plain';
import { hasEnded, stateOf } from '../output/run-state';
import { resolveSweep, runOf } from '../reference';
import { type CliSession, withSession } from '../session';
import { sweepReference } from '../sweep-reference';
import { print, printJson, say, type Terminal, whileReading } from '../terminal';

export interface LogsOptions extends GlobalOptions {
  /** The number of lines from the end of each log. */
  readonly tail?: number;
  readonly follow?: boolean;
}

/** Prints the log of one run, or of all runs, each below its name. */
export async function logs(
  id: string,
  run: string | undefined,
  options: LogsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const { engine, flags } = session;
    const { sweep, run: named = run } = sweepReference(id, run, 'logs');
    const sweepId = await resolveSweep(sweep, engine, terminal.interrupted);
    const view = await engine.view(sweepId, terminal.interrupted);
    const chosen = named === undefined ? view.runs : [runOf(view, named)];
    const [one] = chosen;
    if (options.follow) {
      if (one === undefined || chosen.length > 1 || options.json)
        throw new UsageError(t('--follow requires the name of one run, and no --json.'));
      return interruptible(
        terminal,
        () =>
          t(
            'The run continues. To follow it again: {0}',
            `spawn logs ${plain(sweepId)} ${shellWord(plain(one.name))} --follow${flags}`,
          ),
        () => followLog(view, one.name, options.tail, engine, terminal),
      );
    }
    if (options.json) await printLogs(view, chosen, options, session, terminal);
    else
      for (const each of chosen) {
        if (named === undefined) print(terminal, `==> ${plain(each.name)}: ${plain(stateOf(each))} <==`);
        show(await readLog(session, sweepId, each, options, terminal), each, terminal);
      }
    return exitCodes.done;
  });
}

async function printLogs(
  { id }: SweepView,
  runs: readonly RunView[],
  options: LogsOptions,
  session: CliSession,
  terminal: Terminal,
): Promise<void> {
  const found: unknown[] = [];
  for (const run of runs) {
    found.push({
      index: run.index,
      name: run.name,
      state: run.state,
      exit_code: run.exitCode ?? null,
      log: (await readLog(session, id, run, options, terminal)) ?? null,
    });
  }
  printJson(terminal, { sweep_id: id, runs: found });
}

async function readLog(
  { engine }: Pick<CliSession, 'engine'>,
  sweepId: string,
  run: RunView,
  { tail }: Pick<LogsOptions, 'tail'>,
  terminal: Terminal,
): Promise<string | undefined> {
  const text = await engine.log(sweepId, run.name, whileReading(terminal));
  if (text === undefined) return undefined;
  return tail === undefined ? text : lastLines(text, tail);
}

function show(text: string | undefined, run: RunView, terminal: Terminal): void {
  if (text !== undefined) print(terminal, readableLog(text));
  else if (hasEnded(run)) say(terminal, t('{0} has no log.', plain(run.name)));
  else say(terminal, t('{0} has no output yet.', plain(run.name)));
}
