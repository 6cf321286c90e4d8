import { t } from '@vscode/l10n';
import { Interruption } from '../interruption';
import { plain } from '../output/plain';
import { showProgress } from '../output/progress';
import type { CliSession } from '../session';
import type { Terminal } from '../terminal';

/** Shows nothing before this: naming a few instances takes less time. Milliseconds. */
const patience = 700;
/** Interval between two lines without a screen, in milliseconds. */
const pause = 5_000;

/**
 * Waits until all launched instances have their names, and shows the progress.
 * @throws Interruption after Ctrl-C: they keep running, and `resume` names the others
 */
export async function nameInstances(
  { engine, flags }: Pick<CliSession, 'engine' | 'flags'>,
  sweepId: string,
  terminal: Terminal,
): Promise<void> {
  const progress = showProgress(terminal, pause);
  const over = new AbortController();
  let waited = false;
  let latest = { named: 0, total: 0 };
  const show = (): void => {
    const { named, total } = latest;
    if (waited && total > 0) progress.update(named, total, t('Naming instances: {0} of {1}', named, total));
  };
  const patiently = terminal.clock.sleep(patience, over.signal).then(
    () => {
      waited = true;
      show();
    },
    () => undefined, // All had names before.
  );
  try {
    await unlessInterrupted(
      engine.settle((named, total) => {
        latest = { named, total };
        show();
      }),
      terminal.interrupted,
      () =>
        t(
          '{0} of {1} instances have their names; all of them are running. To name the rest: {2}',
          latest.named,
          latest.total,
          `spawn resume ${plain(sweepId)}${flags}`,
        ),
    );
  } finally {
    over.abort();
    await patiently;
    progress.end();
  }
}

/** @param left the state after Ctrl-C: sentences */
async function unlessInterrupted<T>(
  work: Promise<T>,
  interrupted: AbortSignal,
  left: () => string,
): Promise<T> {
  const over = new AbortController();
  const interruption = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new Interruption(left(), { cause: interrupted.reason }));
    if (interrupted.aborted) stop();
    else interrupted.addEventListener('abort', stop, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([work, interruption]);
  } finally {
    over.abort();
  }
}
