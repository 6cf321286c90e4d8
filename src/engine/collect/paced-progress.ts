import type { Clock } from '../clock';
import type { CollectProgress } from '../engine';

/** Milliseconds between two reports: a face shows each of them. */
const pause = 100;

/** Passes on as much as someone can read, and always when all files are there. */
export function pacedProgress(
  clock: Pick<Clock, 'now'>,
  onProgress: (progress: CollectProgress) => void,
): (progress: CollectProgress) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = clock.now();
    if (progress.files < progress.totalFiles && Math.abs(now - reportedAt) < pause) return;
    reportedAt = now;
    onProgress(progress);
  };
}
