import type { RetryCounts } from './settings';

/** Whether a run is launched again after any outcome. */
export const isRetried = (retry: RetryCounts | undefined): retry is RetryCounts =>
  retry !== undefined && retry.interrupted + retry.lost + retry.failed > 0;
