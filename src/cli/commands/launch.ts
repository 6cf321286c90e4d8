import type { LaunchPreview, LaunchRequest } from '../../engine/engine';
import { readSweep } from '../../sweep/read';
import type { OnComplete, Sweep, SweepDefaults } from '../../sweep/run';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { offlineKnowledge } from '../knowledge';
import type { GlobalOptions } from '../options';
import { renderSteps } from '../output/account';
import { intentSentence, keptWarning, previewJson, renderDryRun, renderIntent } from '../output/preview';
import { countProblems, hasErrors, renderProblems } from '../output/problems';
import { type Session, withSession } from '../session';
import { defaultsFor, offlineDefaults } from '../sweep-defaults';
import { openSweepFile, type SweepFile } from '../sweep-file';
import { sweepFilePath } from '../sweep-file-path';
import { absolutePath, print, printJson, say, type Terminal } from '../terminal';
import { carryOut } from './carry-out';

export interface LaunchOptions extends GlobalOptions {
  readonly paramFile?: string;
  readonly dryRun?: boolean;
  readonly onComplete?: OnComplete;
  readonly wait?: boolean;
  readonly yes?: boolean;
  readonly waitForPrice?: boolean;
}

/** Launches a sweep file, or with `--dry-run` says what a launch would do. */
export async function launch(
  named: string | undefined,
  options: LaunchOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const path = await sweepFilePath(named, options.paramFile, terminal);
  const file = await openSweepFile(path, absolutePath(terminal, path));
  // A broken file is told before anything is asked or started.
  if (!(await tellProblems(file, offlineDefaults(options, terminal), terminal))) return exitCodes.failed;
  const launching = async (session: Session): Promise<ExitCode> => {
    const request = requestOf(file, options, session);
    if (!options.json && !options.dryRun) print(terminal, '🚀 Launching parameter sweep...\n');
    const preview = await session.engine.preview(request, terminal.interrupted);
    if (options.dryRun) {
      if (options.json) printJson(terminal, previewJson(preview));
      else print(terminal, renderDryRun(preview, file.path, session.local));
      return exitCodes.done;
    }
    if (options.json) say(terminal, intentSentence(preview, session.local));
    else print(terminal, renderIntent(preview, file.path, session.local));
    for (const note of preview.notes) say(terminal, note);
    if (!(await mayLaunch(preview, options, session, terminal))) return exitCodes.failed;
    return carryOut({
      session,
      options,
      terminal,
      estimate: preview.estimate,
      kept: (sweepId) => keptWarning(preview, sweepId, session),
      act: (onProgress) => session.engine.launch(preview, onProgress, terminal.interrupted),
    });
  };
  return withSession(options, terminal, launching, () => regionIn(file));
}

/** The region that the file names for its first run, if it names one. */
function regionIn(file: SweepFile): string | undefined {
  const { sweep } = readSweep(file.source, defaultsFor(''), file.surroundings);
  return sweep.runs[0]?.settings.region || undefined;
}

/** False when the file has errors: then nothing is launched. */
async function tellProblems(file: SweepFile, defaults: SweepDefaults, terminal: Terminal): Promise<boolean> {
  const { problems } = readSweep(file.source, defaults, file.surroundings, await offlineKnowledge(terminal));
  if (problems.length > 0) say(terminal, renderProblems(file.path, problems));
  if (!hasErrors(problems)) return true;
  say(terminal, `${file.path}: ${countProblems(problems)}. Nothing was launched.`);
  return false;
}

function requestOf(file: SweepFile, options: LaunchOptions, session: Session): LaunchRequest {
  const { sweep } = readSweep(file.source, defaultsFor(session.region), file.surroundings);
  const { bucket } = session.connection;
  return {
    sweep: options.onComplete === undefined ? sweep : withOnComplete(sweep, options.onComplete),
    fileName: file.source.fileName,
    fileText: file.source.text,
    directory: file.folder,
    region: session.region,
    ...(bucket === undefined ? {} : { bucket }),
    ...(options.waitForPrice === true ? { waitForPrice: true } : {}),
  };
}

/** `--on-complete` goes over whatever the file says. */
const withOnComplete = (sweep: Sweep, onComplete: OnComplete): Sweep => ({
  ...sweep,
  runs: sweep.runs.map((run) => ({ ...run, settings: { ...run.settings, onComplete } })),
});

/** Asks before the account gets its first bucket or role, and before a launch that has to do without. */
async function mayLaunch(
  preview: LaunchPreview,
  options: LaunchOptions,
  session: Session,
  terminal: Terminal,
): Promise<boolean> {
  if (preview.recordedHere === 'denied' && !options.yes) {
    // Nobody has asked for this, and results may be lost by it.
    const unchanged =
      'Nothing was launched. --bucket names another bucket, and --bucket none launches without one.';
    if (!(await confirm(terminal, 'Launch without a bucket?', unchanged))) return false;
  }
  if (preview.setup.length === 0) return true;
  if (session.local) {
    say(terminal, 'First use: the local cloud makes its own bucket and role; nothing leaves this machine.');
    return true;
  }
  say(
    terminal,
    `This is the first launch here. In account ${preview.identity.account}, ${session.region}, it creates:\n${renderSteps(preview.setup)}`,
  );
  return options.yes || confirm(terminal, 'Create these?', 'Nothing was created, and nothing was launched.');
}
