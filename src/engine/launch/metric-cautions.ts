import { t } from '@vscode/l10n';
import type { RecordTarget } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';

/** Metrics that aren't uploaded, because instances read what they need for that from the bucket, with their role. */
export function metricCautions({ runs }: Sweep, target: RecordTarget | undefined): readonly string[] {
  if (target?.write === 'role' || !runs.some(({ settings }) => settings.metrics !== undefined)) return [];
  return [
    target === undefined
      ? t("Without a bucket, metrics aren't uploaded. To collect the file, list it under results.")
      : t(
          "Metrics aren't uploaded, because this user isn't allowed to create roles. To collect the file, list it under results.",
        ),
  ];
}
