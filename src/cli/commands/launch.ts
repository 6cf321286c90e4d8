import { t } from '@vscode/l10n';
import { shellWord } from '../../engine/connect/shell-word';
import type { LaunchPreview, LaunchRequest } from '../../engine/engine';
import { SweepDocument } from '../../sweep/document';
import type { Problem } from '../../sweep/problem';
import { readSweep } from '../../sweep/read';
import type { OnComplete, Sweep, SweepDefaults } from '../../sweep/run';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { frozenFile } from '../frozen-file';
import { hint } from '../hint';
import { interruptible } from '../interruption';
import { offlineKnowledge } from '../knowledge';
import type { GlobalOptions } from '../options';
import { renderSteps } from '../output/account';
import { plain } from '../output/plain';
import { intentSentence, keptWarning, previewJson, renderDryRun, renderIntent } from '../output/preview';
import { countProblems, hasErrors, renderProblems } from '../output/problems';
import { screenOf } from '../output/screen';
import { type CliSession, withSession } from '../session';
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

/** Launches a sweep file, or with `--dry-run` shows what a launch would do. */
export async function launch(
  named: string | undefined,
  options: LaunchOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const path = await sweepFilePath(named, options.paramFile, terminal);
  const file = await openSweepFile(path, absolutePath(terminal, path));
  // An invalid file is refused before any question or request.
  const problems = await problemsOf(file, offlineDefaults(options, terminal), terminal);
  if (hasErrors(problems)) {
    say(terminal, t('{0}: {1}. Nothing was launched.', plain(file.path), countProblems(problems)));
    return exitCodes.failed;
  }
  const launching = async (session: CliSession): Promise<ExitCode> => {
    const request = requestOf(await frozenFile(file, session, terminal), options, session);
    if (!options.json && !options.dryRun) print(terminal, `🚀 ${t('Launching parameter sweep...')}\n`);
    const preview = await interruptible(
      terminal,
      () => t('Nothing was launched.'),
      () => session.engine.preview(request, terminal.interrupted),
    );
    if (options.dryRun) {
      if (options.json) printJson(terminal, previewJson(preview));
      else print(terminal, renderDryRun(preview, file.path, session.local, screenOf(terminal)));
      hint(terminal, t('To launch it: {0}', `spawn launch ${shellWord(plain(file.path))}${session.flags}`));
      return exitCodes.done;
    }
    if (options.json) say(terminal, intentSentence(preview, session.local));
    else print(terminal, renderIntent(preview, file.path, session.local, screenOf(terminal)));
    for (const note of preview.notes) say(terminal, note);
    const warnings = [...warningsOf(problems, file.path), ...preview.notes];
    if (!(await mayLaunch(preview, options, session, terminal))) return exitCodes.failed;
    return carryOut({
      session,
      options,
      terminal,
      estimate: preview.estimate,
      warnings,
      kept: (sweepId) => keptWarning(preview, sweepId, session),
      act: (onProgress) => session.engine.launch(preview, onProgress, terminal.interrupted),
    });
  };
  return withSession(options, terminal, launching, () => regionIn(file));
}

/** The region of the file's first run, if it is set. */
function regionIn(file: SweepFile): string | undefined {
  const document = new SweepDocument(file.source, {
    defaults: defaultsFor(''),
    surroundings: file.surroundings,
  });
  return document.sweep().runs[0]?.settings.region || document.defaults.settings.region;
}

/** The problems of the file, which are printed. */
async function problemsOf(
  file: SweepFile,
  defaults: SweepDefaults,
  terminal: Terminal,
): Promise<readonly Problem[]> {
  const { problems } = readSweep(file.source, defaults, file.surroundings, await offlineKnowledge(terminal));
  if (problems.length > 0) say(terminal, renderProblems(file.path, problems, screenOf(terminal, 'stderr')));
  return problems;
}

/** Problems that can make the whole sweep useless. */
const warningsOf = (problems: readonly Problem[], path: string): readonly string[] =>
  problems
    .filter(({ severity }) => severity === 'warning')
    .map(({ message, range }) => `${path}:${range.start.line + 1} ${message}`);

function requestOf(file: SweepFile, options: LaunchOptions, session: CliSession): LaunchRequest {
  const { sweep } = readSweep(file.source, defaultsFor(session.region), file.surroundings);
  const { bucket } = session.connection;
  return {
    sweep: options.onComplete === undefined ? sweep : withOnComplete(sweep, options.onComplete),
    fileName: file.source.fileName,
    fileText: file.source.text,
    directory: file.folder,
    region: session.region,
    bucket,
    ...(options.waitForPrice === true ? { waitForPrice: true } : {}),
  };
}

/** `--on-complete` overrides the file. */
const withOnComplete = (sweep: Sweep, onComplete: OnComplete): Sweep => ({
  ...sweep,
  runs: sweep.runs.map((run) => ({ ...run, settings: { ...run.settings, onComplete } })),
});

/** Asks before the account gets its first bucket or role, and before a launch without them. */
async function mayLaunch(
  preview: LaunchPreview,
  options: LaunchOptions,
  session: CliSession,
  terminal: Terminal,
): Promise<boolean> {
  if (preview.recordedHere === 'denied' && !options.yes) {
    // The user didn't request this, and results can be lost.
    const unchanged = t(
      'Nothing was launched. To use another bucket, add --bucket NAME. To launch without one, add --bucket none.',
    );
    if (!(await confirm(terminal, t('Launch without a bucket?'), unchanged))) return false;
  }
  if (preview.setup.length === 0) return true;
  if (session.local) {
    const names = preview.setup.map(({ kind, name }) => `${kind} ${plain(name)}`).join(', ');
    say(terminal, t('Created in the local cloud: {0}.', names));
    return true;
  }
  const where = [preview.identity.account, session.region] as const;
  const what = preview.setup.some(({ kind }) => kind === 'bucket')
    ? t('This is the first launch in account {0}, {1}. It creates:', ...where)
    : t('This launch needs more resources in account {0}, {1}. It creates:', ...where);
  say(terminal, `${what}\n${renderSteps(preview.setup, screenOf(terminal, 'stderr'))}`);
  return (
    options.yes || confirm(terminal, t('Create these?'), t('Nothing was created, and nothing was launched.'))
  );
}
