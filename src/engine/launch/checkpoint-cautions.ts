import { t } from '@vscode/l10n';
import type { RecordTarget } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';

/** Checkpoints that aren't saved: instances read what they need for that from the bucket, with their role. */
export function checkpointCautions({ runs }: Sweep, target: RecordTarget | undefined): readonly string[] {
  const saving = runs.filter(({ settings }) => settings.checkpoint !== undefined).length;
  if (saving === 0 || target?.write === 'role') return [];
  return [
    target === undefined
      ? t(
          '{0} of {1} runs have a checkpoint, which requires a bucket: without one, nothing is saved, and a run that is retried starts from the beginning.',
          saving,
          runs.length,
        )
      : t(
          "{0} of {1} runs have a checkpoint, which requires a role for the instances, and this user isn't allowed to create roles: nothing is saved, and a run that is retried starts from the beginning.",
          saving,
          runs.length,
        ),
  ];
}
