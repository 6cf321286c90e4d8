import { t } from '@vscode/l10n';
import type { RecordTarget } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';

/** Metrics that aren't uploaded, because instances read what they need for that from the bucket, with their role. */
export function metricCautions({ runs }: Sweep, target: RecordTarget | undefined): readonly string[] {
  const stops = runs.some(({ settings }) => settings.stopEarly !== undefined);
  const own = stops ? runs.flatMap(({ settings }) => settings.iamRole ?? []) : [];
  if (target?.write === 'role')
    return [...new Set(own)].map((role) =>
      t(
        'You manage role {0}: for stop_early, it must let its instances list what runs compare, as described in docs/aws.md, or no run stops early.',
        role,
      ),
    );
  const reports = runs.some(({ settings }) => settings.metrics !== undefined);
  return [
    ...(stops
      ? [
          target === undefined
            ? t('stop_early has no effect without a bucket: every run continues to its end.')
            : t(
                "stop_early has no effect, because this user isn't allowed to create roles: every run continues to its end.",
              ),
        ]
      : []),
    ...(reports
      ? [
          target === undefined
            ? t("Without a bucket, metrics aren't uploaded. To collect the file, list it under results.")
            : t(
                "Metrics aren't uploaded, because this user isn't allowed to create roles. To collect the file, list it under results.",
              ),
        ]
      : []),
  ];
}
