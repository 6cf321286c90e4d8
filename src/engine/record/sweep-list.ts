import { sweepPrefix } from '../../agent/record';
import { Failure } from '../failure';
import type { Session } from '../session';
import type { SweepSummary } from '../view';
import { deletedFolder } from './keys';
import type { SweepRepository } from './sweep-repository';

const readsAtOnce = 16;

/** Sweeps in this machine's journals and in its record stores, newest first. A record is read once and then cached on the disk. */
export async function sweepSummaries(session: Session): Promise<readonly SweepSummary[]> {
  const { sweeps, disk, shelves, signal } = session;
  const ids = new Set(await disk.sweeps());
  for (const shelf of shelves) {
    for await (const folder of shelf.listFolders(sweepPrefix('').slice(0, -1), signal)) ids.add(folder);
  }
  if (ids.delete(deletedFolder)) await forgetDeleted(ids, session);
  const summaries: SweepSummary[] = [];
  const next = ids.values();
  const worker = async (): Promise<void> => {
    for (const id of next) {
      const summary = await summaryOf(sweeps, id, signal);
      if (summary !== undefined) summaries.push(summary);
    }
  };
  await Promise.all(Array.from({ length: readsAtOnce }, worker));
  return summaries.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
}

/** Sweeps that another machine has deleted are in this one's journals. */
async function forgetDeleted(ids: Set<string>, { disk, shelves, signal, sweeps }: Session): Promise<void> {
  for (const shelf of shelves)
    for await (const id of shelf.listFolders(sweepPrefix(deletedFolder), signal)) {
      if (!ids.delete(id)) continue;
      await disk.remove(id);
      sweeps.forget(id);
    }
}

/** Undefined for a folder that isn't a sweep, or whose record this version can't read. */
async function summaryOf(
  sweeps: SweepRepository,
  id: string,
  signal: AbortSignal | undefined,
): Promise<SweepSummary | undefined> {
  try {
    const { record } = await sweeps.open(id, signal);
    return { id, name: record.plan.sweepName, createdAt: record.createdAt, size: record.plan.size };
  } catch (error) {
    const foreign =
      error instanceof Failure &&
      ['NoSuchSweep', 'UnreadableSweep', 'UnknownVersion', 'ForeignRecord'].includes(error.code);
    if (foreign) return undefined;
    throw error;
  }
}
