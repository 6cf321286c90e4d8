import { t } from '@vscode/l10n';
import { sweepPrefix } from '../../agent/record';
import { Failure } from '../failure';
import type { Store } from '../ports';
import type { SweepView } from '../view';

/** What deleting a sweep deletes for good. */
export interface DeletableSweep {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly runs: number;
  /** Undefined: this machine keeps its record. */
  readonly bucket?: string | undefined;
  /** Record, logs, results, and packed files. */
  readonly objects: number;
  readonly bytes: number;
}

/** Making one deletes nothing. */
export interface DeletionPreview {
  readonly sweeps: readonly DeletableSweep[];
  /** Those that can't be deleted now, each with a sentence. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
}

export interface DeletionOutcome {
  readonly deleted: readonly DeletableSweep[];
  /** Those of which something is left, each with a sentence. */
  readonly left: readonly { readonly id: string; readonly reason: string }[];
}

/** Why a sweep can't be deleted, a sentence: it would leave instances that nothing watches, or a launch that continues. */
export function reasonToKeep(view: SweepView): string | undefined {
  const { id, runs, strays = [] } = view;
  const costing = runs.filter(({ billing }) => billing).length + strays.length;
  if (costing > 0)
    return t(
      '{0} has {1} instances that still incur charges, so it was kept. Terminate them first: {2}',
      id,
      costing,
      `spawn cancel ${id}`,
    );
  return view.finished
    ? undefined
    : t('{0} has runs that have not ended, so it was kept. Cancel it first: {1}', id, `spawn cancel ${id}`);
}

/** What is stored of a sweep. A bucket that is gone stores nothing. */
export async function storedOf(
  store: Store,
  sweepId: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly keys: readonly string[]; readonly bytes: number }> {
  const keys: string[] = [];
  let bytes = 0;
  try {
    for await (const { key, size } of store.list(sweepPrefix(sweepId), signal)) {
      keys.push(key);
      bytes += size;
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'not-found') throw error;
  }
  return { keys, bytes };
}
