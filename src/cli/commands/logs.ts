import { Failure } from '../../engine/failure';
import type { RunView, SweepView } from '../../engine/view';
import { type ExitCode, exitCodes, UsageError } from '../exit';
import type { GlobalOptions } from '../options';
import { GrowingLog, lastLines, readableLog } from '../output/log';
import { plain } from '../output/plain';
import { hasEnded, stateOf } from '../output/sweep';
import { type Session, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface LogsOptions extends GlobalOptions {
  /** Only so many lines of each log, from its end. */
  readonly tail?: number;
  readonly follow?: boolean;
}

/** Milliseconds between two looks at a log that is followed. */
const pause = 2000;

/** Prints what runs have written: of one run, or of all, each under its name. */
export async function logs(
  sweepId: string,
  run: string | undefined,
  options: LogsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const view = await session.engine.view(sweepId, terminal.interrupted);
    const chosen = chooseRuns(view, run);
    if (options.follow) {
      const [one] = chosen;
      if (one === undefined || chosen.length > 1 || options.json)
        throw new UsageError('--follow takes the name of one run, and no --json.');
      return follow(view, one, options, session, terminal);
    }
    const found: { readonly run: RunView; readonly text: string | undefined }[] = [];
    for (const each of chosen) {
      const text = await readLog(session, sweepId, each, options, terminal);
      if (options.json) found.push({ run: each, text });
      else {
        if (run === undefined) print(terminal, `==> ${plain(each.name)}: ${plain(stateOf(each))} <==`);
        tell(text, each, terminal);
      }
    }
    if (options.json) {
      printJson(terminal, {
        sweep_id: sweepId,
        runs: found.map((each) => ({
          index: each.run.index,
          name: each.run.name,
          state: each.run.state,
          exit_code: each.run.exitCode ?? null,
          log: each.text ?? null,
        })),
      });
    }
    return exitCodes.done;
  });
}

/** @throws Failure not-found */
function chooseRuns(view: SweepView, name: string | undefined): readonly RunView[] {
  if (name === undefined) return view.runs;
  const run = view.runs.find((each) => each.name === name);
  if (run !== undefined) return [run];
  throw new Failure(
    'not-found',
    'NoSuchRun',
    `${plain(view.id)} has no run ${plain(name)}. "spawn status" names them all.`,
  );
}

async function readLog(
  { engine }: Pick<Session, 'engine'>,
  sweepId: string,
  run: RunView,
  { tail }: Pick<LogsOptions, 'tail'>,
  terminal: Terminal,
): Promise<string | undefined> {
  const text = await engine.log(sweepId, run.name, terminal.interrupted);
  if (text === undefined) return undefined;
  return tail === undefined ? text : lastLines(text, tail);
}

function tell(text: string | undefined, run: RunView, terminal: Terminal): void {
  if (text !== undefined) print(terminal, readableLog(text));
  else if (hasEnded(run)) say(terminal, `${plain(run.name)} left no log.`);
  else say(terminal, `${plain(run.name)} has no output yet.`);
}

/** Prints what comes, until the run has ended. Ctrl-C stops looking, and nothing else. */
async function follow(
  view: SweepView,
  { name }: RunView,
  options: LogsOptions,
  session: Session,
  terminal: Terminal,
): Promise<ExitCode> {
  let seen = '';
  const log = new GrowingLog(columnsOf(terminal));
  for (let now = view; ; now = await session.engine.view(view.id, terminal.interrupted)) {
    const run = now.runs.find((each) => each.name === name);
    // Asked before reading: what was written until the run ended is then in the text.
    const ended = run === undefined || hasEnded(run);
    const text = (await session.engine.log(view.id, name, terminal.interrupted)) ?? '';
    if (text !== seen) {
      const fresh = text.startsWith(seen) ? text.slice(seen.length) : text;
      const shown = seen === '' && options.tail !== undefined ? lastLines(fresh, options.tail) : fresh;
      terminal.stdout.write(log.take(shown));
      seen = text;
    }
    if (ended) {
      terminal.stdout.write(log.end());
      if (run !== undefined) say(terminal, `${plain(name)}: ${plain(stateOf(run))}`);
      return exitCodes.done;
    }
    await terminal.clock.sleep(pause, terminal.interrupted);
  }
}

function columnsOf({ stdout, stdoutIsScreen }: Terminal): number | undefined {
  if (!stdoutIsScreen) return undefined;
  return 'columns' in stdout && typeof stdout.columns === 'number' ? Math.max(20, stdout.columns) : 80;
}
