import type { Clock } from '../clock';
import type { CollectProgress } from '../engine';

/** Milliseconds between two reports, each of which is shown. */
const pause = 100;

/** Limits the number of reports, and always passes on the last one. */
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
