import { t } from '@vscode/l10n';
import type { PlanError } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';
import { Failure } from '../failure';
import type { SweepArchive } from '../files/archives';

/** The consequences of a launch without a bucket. `denied`: the user didn't request it. */
export function withoutBucketCautions({ runs }: Sweep, denied: boolean): readonly string[] {
  const ending = runs.filter(({ settings }) => settings.onComplete !== 'keep').length;
  return [
    denied
      ? t(
          "This user isn't allowed to use or create the results bucket, so this sweep runs without one. Only this machine has its record, and its instances keep their logs and results on their own disks. The outcome of a job is known only after its results are collected over SSH, for which a security group then allows the address of this machine. To use a bucket, set spawn.bucket, or request the policy in docs/aws.md.",
        )
      : t(
          'This sweep has no bucket. Only this machine has its record, and its instances keep their logs and results on their own disks. The outcome of a job is known only after its results are collected over SSH, for which a security group then allows the address of this machine.',
        ),
    ...(ending === 0
      ? [
          t(
            'Collect while the instances are running: each incurs charges until its ttl expires or you terminate it, and its results are deleted with it.',
          ),
        ]
      : [
          t(
            '{0} of {1} runs end their instance when their job ends (on_complete: terminate or stop): anything not collected before then is lost, or unavailable until the instance is started again. With on_complete: keep, instances wait to be collected and incur charges until their ttl expires.',
            ending,
            runs.length,
          ),
        ]),
  ];
}

/** @throws Failure if there are files to send, which requires a bucket. */
export function refuseFiles(archives: readonly SweepArchive[]): void {
  if (archives.length === 0) return;
  throw new Failure(
    'bad-input',
    'FilesNeedBucket',
    t(
      'The sweep has files, which require a bucket, but this sweep runs without one. Nothing was launched. Put what the runs need in user_data, download it in the script, or set spawn.bucket to a bucket that you can use.',
    ),
  );
}

/** The problem of a plan, without advice that requires a bucket. */
export const withoutBucket = (error: PlanError): string =>
  error.code === 'user-data-too-large'
    ? t(
        'The user data of {0} is larger than EC2 allows. Nothing was launched. Larger scripts require a bucket, but this sweep runs without one: shorten the script, or download the rest in it.',
        error.runs.join(', '),
      )
    : error.message;
