import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { Rate } from '../../engine/collect/rate';
import { shellWord } from '../../engine/connect/shell-word';
import type { CollectOutcome } from '../../engine/engine';
import { formatBytesToTenth } from '../../text/bytes';
import { type ExitCode, exitCodes } from '../exit';
import { hint } from '../hint';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { collectedJson, collectedRuns, hasResults, noResults, renderCollected } from '../output/collected';
import { counted } from '../output/counted';
import { plain } from '../output/plain';
import { showProgress } from '../output/progress';
import { countStates, hasEnded } from '../output/run-state';
import { sweepIdFor } from '../reference';
import { withSession } from '../session';
import { absolutePath, print, printJson, say, type Terminal } from '../terminal';

export interface CollectOptions extends GlobalOptions {
  /** Set by the user: it can be any folder. */
  readonly output?: string;
  readonly user?: string;
  readonly identity?: string;
}

/** Downloads every run's log and results to a folder, with a table. Returns 1 if files are missing, or no run has results. */
export async function collectResults(
  id: string,
  options: CollectOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, flags }) => {
    const sweepId = await sweepIdFor(id, engine, terminal.interrupted);
    const output = options.output ?? 'results';
    const folder = absolutePath(terminal, output);
    if (!options.json) print(terminal, `${t('Collecting results from sweep {0}...', plain(sweepId))}\n`);
    const progress = showProgress(terminal, 2000);
    const rate = new Rate(() => terminal.clock.now());
    const left = (): string =>
      t(
        'What has been collected is complete in {0}. Collect the rest: {1}',
        output,
        `spawn collect-results ${sweepId}${options.output === undefined ? '' : ` --output ${shellWord(output)}`}${flags}`,
      );
    const outcome = await interruptible(terminal, left, () =>
      engine
        .collect(
          sweepId,
          folder,
          ({ files, totalFiles, bytes, totalBytes }) =>
            progress.update(
              files,
              totalFiles,
              [
                t(
                  '{0} of {1} files, {2} of {3}',
                  files,
                  totalFiles,
                  formatBytesToTenth(bytes),
                  formatBytesToTenth(totalBytes),
                ),
                ...rateText(rate.at(bytes)),
              ].join(', '),
            ),
          terminal.interrupted,
          {
            within: options.output === undefined ? terminal.folder : undefined,
            user: options.user,
            identityFile: options.identity,
          },
        )
        .finally(() => progress.end()),
    );
    for (const note of outcome.notes) say(terminal, plain(note));
    const runs = collectedRuns(outcome);
    const withResults = runs.filter(hasResults).length;
    if (options.json) {
      const { bytes, files, missed, notes, unchanged } = outcome;
      printJson(terminal, {
        sweep_id: sweepId,
        directory: folder,
        ...{ files, bytes, missed, unchanged },
        runs: withResults,
        size: runs.length,
        runs_with_metrics: outcome.metrics,
        collected: runs.map(collectedJson),
        notes,
      });
    } else
      print(
        terminal,
        [...renderCollected(runs, output), '', summaryOf(outcome, withResults, output)].join('\n'),
      );
    const nothing = withResults === 0 && outcome.metrics === 0;
    if (nothing) say(terminal, noResults(outcome.view, flags));
    else if (!outcome.view.runs.every(hasEnded))
      say(
        terminal,
        t(
          'The sweep is still running ({0}). Collect again later: only new and changed files are fetched.',
          countStates(outcome.view.runs),
        ),
      );
    if (withResults > 0)
      hint(terminal, t('To compare the runs: {0}', `spawn results ${plain(sweepId)}${flags}`));
    if (outcome.missed > 0)
      say(
        terminal,
        t(
          '{0} of the files could not be collected, for the reasons above. They are safe where they are.',
          outcome.missed,
        ),
      );
    return outcome.missed > 0 || nothing ? exitCodes.failed : exitCodes.done;
  });
}

function summaryOf(
  { bytes, files, metrics, unchanged, view }: CollectOutcome,
  withResults: number,
  output: string,
): string {
  return [
    t('Results collected: {0}/{1}', withResults, view.runs.length),
    t(
      'Files: {0} ({1}), {2}',
      files,
      formatBytesToTenth(bytes),
      counted(
        unchanged,
        t('1 unchanged since the last time'),
        t('{0} unchanged since the last time', unchanged),
      ),
    ),
    '',
    t('Output directory: {0}', output),
    t('Table: {0}', join(output, 'results.csv')),
    ...(metrics === 0 ? [] : [t('Metrics: {0}', join(output, 'metrics.csv'))]),
  ].join('\n');
}

const rateText = (rate: number | undefined): readonly string[] =>
  rate === undefined ? [] : [`${formatBytesToTenth(Math.round(rate))}/s`];
