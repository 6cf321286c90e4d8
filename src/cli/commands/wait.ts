import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { SweepView } from '../../engine/view';
import { Interruption } from '../interruption';
import { whileKeys } from '../keyboard';
import { lastLinesOf } from '../last-lines';
import { canRedraw, liveText } from '../live-text';
import { plain } from '../output/plain';
import { showProgress } from '../output/progress';
import { hasEnded, progressOf, stateOf } from '../output/run-state';
import { screenOf } from '../output/screen';
import { renderSweep } from '../output/sweep';
import { waitingNote } from '../output/waiting';
import type { CliSession } from '../session';
import { say, type Terminal } from '../terminal';

/** Milliseconds between two requests for a running sweep; on AWS, each is a call of EC2 and one of S3. */
const pauses = { local: 2_000, aws: 5_000 } as const;
/** For a sweep without a bucket, the number of requests between two that ask its instances over ssh. */
const looksPerFetch = 8;
/** Lines of the live view around the sweep: a blank line, the line with the keys, and the cursor's line. */
const footer = 3;

type Watching = Pick<CliSession, 'engine' | 'flags' | 'local'>;

/** The last known state of a sweep, and whether the user stopped watching before its end. */
export interface WaitedRun {
  readonly view: SweepView;
  readonly left: boolean;
}

/**
 * Watches a sweep until every job has ended: updates the view in place on a screen, where `q` stops watching;
 * otherwise, prints a line for each job that ends. Ctrl-C only stops watching.
 * @param live false: a progress bar on stderr, because stdout is for JSON
 */
export async function watchSweep(
  session: Watching,
  launched: SweepView,
  terminal: Terminal,
  live: boolean,
): Promise<WaitedRun> {
  try {
    return live && canRedraw(terminal)
      ? await watchLive(session, launched, terminal)
      : { view: await watchLines(session, launched, terminal), left: false };
  } catch (error) {
    if (!terminal.interrupted.aborted) throw error;
    throw new Interruption(continues(launched, session.flags).join('\n'), { cause: error });
  }
}

/** What applies after the user has left the view, line by line. */
export function continues(view: SweepView, flags: string): readonly string[] {
  const status = `spawn status ${plain(view.id)}${flags}`;
  const waiting = waitingNote(view, flags);
  return [
    t('The sweep continues. To see its status: {0}', status),
    ...(waiting === undefined ? [] : [waiting]),
  ];
}

async function watchLines(session: Watching, launched: SweepView, terminal: Terminal): Promise<SweepView> {
  const known = new Set<number>();
  const progress = showProgress(terminal);
  try {
    return await pollUntilEnd(session, launched, terminal, terminal.interrupted, (view) => {
      const ended = view.runs.filter(hasEnded);
      progress.update(ended.length, view.runs.length, progressOf(view.runs));
      for (const run of ended.filter(({ index }) => !known.has(index))) {
        known.add(run.index);
        if (!terminal.stderrIsScreen) say(terminal, `${plain(run.name)}: ${plain(stateOf(run))}`);
      }
    });
  } finally {
    progress.end();
  }
}

async function watchLive(session: Watching, launched: SweepView, terminal: Terminal): Promise<WaitedRun> {
  const left = new AbortController();
  const text = liveText(terminal);
  const keyboard = whileKeys(terminal, () => left.abort());
  const lastLines = new Map<string, string>();
  let view = launched;
  const draw = (): void => {
    const { rows = Number.POSITIVE_INFINITY, ...screen } = screenOf(terminal);
    const sweep = renderSweep(
      view,
      terminal.clock.now(),
      session,
      { ...screen, rows: rows - footer },
      { lastLines },
    );
    text.draw(
      view.finished ? sweep : `${sweep}\n\n${screen.paint.dim(t('q: stop watching (the sweep continues)'))}`,
    );
  };
  const resize = (): void => draw();
  terminal.stdout.on('resize', resize);
  try {
    view = await pollUntilEnd(
      session,
      launched,
      terminal,
      AbortSignal.any([terminal.interrupted, left.signal]),
      async (now) => {
        view = now;
        for (const [name, line] of await lastLinesOf(now, session.engine, terminal.interrupted, lastLines))
          lastLines.set(name, line);
        draw();
      },
    );
    return { view, left: false };
  } catch (error) {
    if (!left.signal.aborted) throw error;
    return { view, left: true };
  } finally {
    terminal.stdout.off('resize', resize);
    keyboard.release();
    text.end();
  }
}

/** Requests the state repeatedly, and retries temporary errors. */
async function pollUntilEnd(
  { engine, local }: Watching,
  launched: SweepView,
  terminal: Terminal,
  signal: AbortSignal,
  onView: (view: SweepView) => void | Promise<void>,
): Promise<SweepView> {
  const pause = local ? pauses.local : pauses.aws;
  let view = launched;
  let failures = 0;
  for (let looks = 1; ; looks += 1) {
    await onView(view);
    if (view.finished) return view;
    await terminal.clock.sleep(pause * 2 ** failures, signal);
    try {
      const fetches = view.bucket === undefined && looks % looksPerFetch === 0;
      view = await engine[fetches ? 'fetchKept' : 'view'](view.id, signal);
      failures = 0;
    } catch (error) {
      if (!passes(error) || failures >= 5) throw error;
      failures += 1;
    }
  }
}

/** Errors that are usually temporary. */
const passes = (error: unknown): boolean =>
  error instanceof Failure && ['network', 'throttled', 'unavailable'].includes(error.kind);
