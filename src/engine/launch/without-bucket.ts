import { t } from '@vscode/l10n';
import type { PlanError } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';
import { Failure } from '../failure';
import type { SweepArchive } from '../files/archives';

/** What it means to go without a bucket, and what it costs. `denied`: the user has not asked for it. */
export function withoutBucketCautions({ runs }: Sweep, denied: boolean): readonly string[] {
  const ending = runs.filter(({ settings }) => settings.onComplete !== 'keep').length;
  return [
    denied
      ? t(
          'This user may not use or make the results bucket, so this sweep goes without: only this machine knows it, its instances keep log and results on their own disks, and how jobs ended is known once they are collected, over ssh, for which a security group then lets in this machine’s address. To have a bucket, set spawn.bucket, or ask for the policy in docs/aws.md.',
        )
      : t(
          'This sweep has no bucket: only this machine knows it, its instances keep log and results on their own disks, and how jobs ended is known once they are collected, over ssh, for which a security group then lets in this machine’s address.',
        ),
    ...(ending === 0
      ? [
          t(
            'Collect while the instances live: each costs until its ttl is over or you terminate it, and its results go with it.',
          ),
        ]
      : [
          t(
            '{0} of {1} runs end their instance with their job (on_complete: terminate or stop): what was not collected before is lost, or out of reach until the instance is started again. With on_complete: keep they wait to be collected, and cost until their ttl is over.',
            ending,
            runs.length,
          ),
        ]),
  ];
}

/** @throws Failure when files are to travel, which they do through a bucket. */
export function refuseFiles(archives: readonly SweepArchive[]): void {
  if (archives.length === 0) return;
  throw new Failure(
    'bad-input',
    'FilesNeedBucket',
    t(
      'The sweep has files, and files travel through a bucket, which this sweep is to do without. Nothing was launched. Put what the runs need into user_data, have the script fetch it, or set spawn.bucket to a bucket that you may use.',
    ),
  );
}

/** What is wrong with a plan, without advice that takes a bucket. */
export const withoutBucket = (error: PlanError): string =>
  error.code === 'user-data-too-large'
    ? t(
        'The user data of {0} is larger than EC2 takes, and nothing was launched. What is larger travels through a bucket, which this sweep is to do without: shorten the script, or have it fetch the rest.',
        error.runs.join(', '),
      )
    : error.message;
