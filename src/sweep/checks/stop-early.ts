import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding } from '../finding';

/** A `stop_early` that can't stop any run, or compares runs only with earlier ones. */
export function stopEarlyFindings({ size, top }: Contents): readonly Finding[] {
  const { maxConcurrent, stopEarly } = top;
  const span = top.blocks.get('stop_early')?.key;
  if (stopEarly === undefined || span === undefined) return [];
  if (size < stopEarly.least)
    return [
      {
        code: 'stop-early-too-few-runs',
        severity: 'warning',
        message: t(
          'No run stops early: the sweep has {0} runs, and a comparison needs {1} (`least`).',
          size,
          stopEarly.least,
        ),
        span,
        fixes: [],
      },
    ];
  if (maxConcurrent !== 1) return [];
  return [
    {
      code: 'stop-early-one-at-a-time',
      severity: 'information',
      message: t(
        'With `max_concurrent: 1`, each run is compared only with the runs before it, so the first {0} runs never stop early.',
        stopEarly.least - 1,
      ),
      span,
      fixes: [],
    },
  ];
}
