import { t } from '@vscode/l10n';
import type { DeletableSweep, DeletionOutcome } from '../../engine/delete/deletion';
import type { Engine } from '../../engine/engine';
import { formatBytesToTenth } from '../../text/bytes';
import { confirm } from '../ask';
import { type ExitCode, exitCodes, UsageError } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { counted } from '../output/counted';
import { plain } from '../output/plain';
import { renderTable } from '../output/table';
import { sweepIdFor } from '../reference';
import { type CliSession, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface DeleteOptions extends GlobalOptions {
  /** Seconds: every sweep that was launched longer ago. */
  readonly olderThan?: number;
  readonly yes?: boolean;
}

/** Deletes records, logs, and results of sweeps in the cloud, after showing what is lost. Collected results stay where they are. */
export async function deleteSweeps(
  ids: readonly string[],
  options: DeleteOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { olderThan } = options;
  if (ids.length > 0 === (olderThan !== undefined))
    throw new UsageError(
      t(
        'Name the sweeps to delete, or use --older-than to delete every sweep that was launched before, such as {0}.',
        'spawn delete --older-than 90d',
      ),
    );
  return withSession(options, terminal, async ({ engine, flags, local }) => {
    const { interrupted } = terminal;
    const named =
      olderThan === undefined
        ? await namedSweeps(ids, engine, interrupted)
        : await oldSweeps(olderThan, engine, terminal);
    const preview = await engine.previewDeletion(named, interrupted);
    for (const { reason } of preview.refused) say(terminal, plain(reason));
    let outcome: DeletionOutcome = { deleted: [], left: [] };
    if (preview.sweeps.length > 0) {
      say(terminal, `${await whereLine(engine, local, terminal)}\n${renderSweeps(preview.sweeps)}`);
      if (!options.yes && !(await confirm(terminal, questionFor(preview.sweeps), t('Nothing was deleted.'))))
        return exitCodes.failed;
      outcome = await interruptible(
        terminal,
        () =>
          t(
            'Some results may be deleted. To delete the rest, run the same command again: {0}',
            `spawn delete${flags}`,
          ),
        () => engine.deleteSweeps(preview, () => undefined, interrupted),
      );
    }
    const { deleted } = outcome;
    const left = [...preview.refused, ...outcome.left];
    for (const { id, reason } of outcome.left) say(terminal, plain(`${id}: ${reason}`));
    if (options.json)
      printJson(terminal, {
        deleted: deleted.map(sweepJson),
        left: left.map(({ id, reason }) => ({ sweep_id: id, reason })),
      });
    else if (deleted.length > 0) print(terminal, doneText(deleted));
    else if (left.length === 0) print(terminal, t('No sweep is that old.'));
    return left.length === 0 ? exitCodes.done : exitCodes.failed;
  });
}

const namedSweeps = async (
  ids: readonly string[],
  engine: CliSession['engine'],
  signal: AbortSignal,
): Promise<readonly string[]> => [
  ...new Set(await Promise.all(ids.map((id) => sweepIdFor(id, engine, signal)))),
];

async function oldSweeps(
  seconds: number,
  engine: Engine,
  { clock, interrupted }: Terminal,
): Promise<readonly string[]> {
  const before = clock.now() - seconds * 1000;
  return (await engine.sweeps(interrupted)).filter(({ createdAt }) => createdAt < before).map(({ id }) => id);
}

async function whereLine(engine: Engine, local: boolean, { interrupted }: Terminal): Promise<string> {
  if (local) return t('Sweeps in the local cloud:');
  return t('Sweeps in account {0}:', (await engine.identity(interrupted)).account);
}

const renderSweeps = (sweeps: readonly DeletableSweep[]): string =>
  renderTable(
    sweeps.map(({ bucket, bytes, id, objects, runs }) => [
      `  ${id}`,
      counted(runs, t('1 run'), t('{0} runs', runs)),
      counted(
        objects,
        t('1 object, {0}', formatBytesToTenth(bytes)),
        t('{0} objects, {1}', objects, formatBytesToTenth(bytes)),
      ),
      bucket ?? t('this machine'),
    ]),
  );

function questionFor(sweeps: readonly DeletableSweep[]): string {
  const size = formatBytesToTenth(sweeps.reduce((sum, { bytes }) => sum + bytes, 0));
  const count = sweeps.length;
  return counted(
    count,
    t('Delete this sweep with its results ({0}) for good? Collected files stay.', size),
    t('Delete these {0} sweeps with their results ({1}) for good? Collected files stay.', count, size),
  );
}

function doneText(deleted: readonly DeletableSweep[]): string {
  const [only] = deleted;
  const objects = deleted.reduce((sum, one) => sum + one.objects, 0);
  return only !== undefined && deleted.length === 1
    ? t('Deleted {0}: {1} objects.', only.id, objects)
    : t('Deleted {0} sweeps: {1} objects.', deleted.length, objects);
}

const sweepJson = ({ bucket, bytes, createdAt, id, name, objects, runs }: DeletableSweep) => ({
  sweep_id: id,
  name,
  created_at: new Date(createdAt).toISOString(),
  runs,
  bucket: bucket ?? null,
  objects,
  bytes,
});
