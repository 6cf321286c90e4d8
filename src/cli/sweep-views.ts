import type { Engine } from '../engine/engine';
import { Failure } from '../engine/failure';
import type { SweepView } from '../engine/view';

/** The readable ones of these sweeps: a missing or invalid record doesn't hide the others. */
export async function knownViews(
  engine: Pick<Engine, 'view' | 'views'>,
  sweepIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly SweepView[]> {
  try {
    return await engine.views(sweepIds, signal);
  } catch (error) {
    whenUnreadable(error);
  }
  const each: SweepView[] = [];
  for (const id of sweepIds) {
    const view = await engine.view(id, signal).catch(whenUnreadable);
    if (view !== undefined) each.push(view);
  }
  return each;
}

const unreadable: ReadonlySet<string> = new Set(['UnreadableSweep', 'UnknownVersion', 'ForeignRecord']);

function whenUnreadable(error: unknown): undefined {
  if (error instanceof Failure && (error.kind === 'not-found' || unreadable.has(error.code)))
    return undefined;
  throw error;
}
