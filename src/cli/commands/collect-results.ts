import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Rate } from '../../engine/collect/rate';
import { folderOfRun } from '../../engine/collect/safe-path';
import { shellWord } from '../../engine/connect/shell-word';
import { formatBytesToTenth } from '../../text/bytes';
import { type ExitCode, exitCodes } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { plain } from '../output/plain';
import { showProgress } from '../output/progress';
import { countStates, hasEnded } from '../output/sweep';
import { sweepIdOf } from '../reference';
import { withSession } from '../session';
import { absolutePath, print, printJson, say, type Terminal } from '../terminal';

export interface CollectOptions extends GlobalOptions {
  /** Said by the user: it may be anywhere. */
  readonly output?: string;
  readonly user?: string;
  readonly identity?: string;
}

/** Brings every run's log and results into a folder, and results.csv and results.json beside them. */
export async function collectResults(
  id: string,
  options: CollectOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, flags }) => {
    const sweepId = await sweepIdOf(id, engine, terminal.interrupted);
    const output = options.output ?? 'results';
    const folder = absolutePath(terminal, output);
    if (!options.json) print(terminal, `Collecting results from sweep ${plain(sweepId)}...\n`);
    const progress = showProgress(terminal, 2000);
    const rate = new Rate(() => terminal.clock.now());
    const left = (): string =>
      `What has been collected is complete in ${output}. Collect the rest: spawn collect-results ${sweepId}${options.output === undefined ? '' : ` --output ${shellWord(output)}`}${flags}`;
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
                `${files} of ${totalFiles} files, ${formatBytesToTenth(bytes)} of ${formatBytesToTenth(totalBytes)}`,
                ...rateText(rate.at(bytes)),
              ].join(', '),
            ),
          terminal.interrupted,
          {
            within: options.output === undefined ? terminal.folder : undefined,
            ...(options.user === undefined ? {} : { user: options.user }),
            ...(options.identity === undefined ? {} : { identityFile: options.identity }),
          },
        )
        .finally(() => progress.end()),
    );
    const { view } = outcome;
    for (const note of outcome.notes) say(terminal, plain(note));
    if (options.json) {
      const { files, bytes, missed, unchanged, runs, notes } = outcome;
      printJson(terminal, {
        sweep_id: sweepId,
        directory: folder,
        files,
        bytes,
        missed,
        unchanged,
        runs,
        size: view.runs.length,
        notes,
      });
      return outcome.missed > 0 ? exitCodes.failed : exitCodes.done;
    }
    const folders = await foldersIn(folder);
    for (const run of view.runs) {
      const id = run.instanceId === undefined ? '' : ` (${run.instanceId})`;
      const own = folderOfRun(run.name);
      const collected = folders.has(own);
      const outcomeOfRun = collected ? `→ ${join(output, own)}/` : `nothing yet: ${plain(run.state)}`;
      print(terminal, `  ${collected ? '✓' : '✗'} ${plain(run.name)}${id} ${outcomeOfRun}`);
    }
    print(
      terminal,
      [
        '',
        `Results collected: ${outcome.runs}/${view.runs.length}`,
        `Files: ${outcome.files} (${formatBytesToTenth(outcome.bytes)}), ${outcome.unchanged} unchanged since the last time`,
        '',
        `Output directory: ${output}`,
        `Table: ${join(output, 'results.csv')}`,
      ].join('\n'),
    );
    if (!view.runs.every(hasEnded)) {
      say(
        terminal,
        `The sweep still runs (${countStates(view.runs)}): collect again later, only what is new is brought.`,
      );
    }
    if (outcome.missed === 0) return exitCodes.done;
    say(
      terminal,
      `${outcome.missed} of the files could not be collected: see above. Where they came from they are safe.`,
    );
    return exitCodes.failed;
  });
}

async function foldersIn(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  return new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
}

const rateText = (rate: number | undefined): readonly string[] =>
  rate === undefined ? [] : [`${formatBytesToTenth(Math.round(rate))}/s`];
