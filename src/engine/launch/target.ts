import { t } from '@vscode/l10n';
import { filesKey, formIdentity, runFolder, statusFolder } from '../../agent/record';
import {
  attemptOf,
  filesKeyOf,
  hasSecrets,
  type LaunchShape,
  type RecordTarget,
  type RunAttempt,
  type RunForms,
  type WriteAccess,
} from '../../plan/plan';
import type { Run, Sweep } from '../../sweep/run';
import type { Clock } from '../clock';
import { Failure } from '../failure';
import { packsOf, type SweepArchive } from '../files/archives';
import type { Bucket, Cloud } from '../ports';
import { profileOf, type SweepRecord } from '../record/sweep-record';
import type { InstanceRoles } from './instance-roles';

/** Seconds for booting, waiting for capacity, and uploading, in addition to the TTL. */
const margin = 3600;
/** The maximum that S3 signs, which runs without a TTL get. */
const week = 7 * 24 * 3600;

/** Maximum object size of a form, in bytes: a status is a few lines, and results have the maximum of one upload. */
const largest = { status: 64 * 1024, run: 1024 ** 3 };

/** How the instances of this sweep write to its record: with their role, or with forms that this user signs for them. */
export function targetOf(
  store: Pick<Bucket, 'bucket' | 'bucketUrl' | 'region'>,
  { account, roles, secret }: { readonly account: string; readonly roles: boolean; readonly secret: string },
  archives: readonly SweepArchive[],
): RecordTarget {
  return {
    bucket: store.bucket,
    region: store.region,
    bucketUrl: store.bucketUrl,
    owner: account,
    secret,
    write: roles ? 'role' : 'post',
    ...(roles ? { tables: true } : {}),
    ...(archives.length === 0 ? {} : { files: packsOf(archives) }),
  };
}

/** As long as a role's ID, and no easier to compress: for a plan that is created before the role. */
const unknownRole: WriteAccess = { by: 'role', roleId: 'AROAQ3EGRTVNDZ5JXW7YK' };

/** Placeholders that reserve space in a plan. */
export async function plannedAccess(
  target: RecordTarget,
  sweepId: string,
  runs: readonly Run[],
  cloud: Pick<Cloud, 'store'>,
): Promise<WriteAccess> {
  return target.write === 'role' ? unknownRole : signForms(target, sweepId, runs, cloud);
}

/**
 * The access with which the instances of a new call write. A form expires with the session that signed it, and runs can
 * be launched long after the first run of their sweep, and by another session. So each call gets its own forms.
 */
export async function accessFor(
  record: SweepRecord,
  shape: LaunchShape,
  runs: readonly RunAttempt[],
  cloud: Pick<Cloud, 'store'>,
  roles: InstanceRoles,
): Promise<WriteAccess | undefined> {
  const { plan, target } = record;
  if (target === undefined) return undefined;
  const resume = await resumeUrlsOf(target, runs, cloud);
  if (target.write === 'post') return { ...(await signForms(target, plan.sweepId, runs, cloud)), ...resume };
  const profile = profileOf(record, shape);
  if (profile === undefined) return { by: 'role', ...resume };
  const { id, stsUrl } = await roles.of(profile, target.region);
  return { by: 'role', ...(id === undefined ? { stsUrl } : { roleId: id }), ...resume };
}

/** Where these attempts read the checkpoints of earlier ones, which no role lets them read. */
async function resumeUrlsOf(
  target: RecordTarget,
  runs: readonly RunAttempt[],
  cloud: Pick<Cloud, 'store'>,
): Promise<Pick<WriteAccess, 'resumeUrls'>> {
  const store = cloud.store(target.bucket, target.region);
  const seconds = longestTtl(runs) + margin;
  const urls = runs.map(async ({ index, resume }) =>
    resume === undefined ? [] : [[index, await store.presignedGet(resume.key, seconds)] as const],
  );
  const known = (await Promise.all(urls)).flat();
  return known.length === 0 ? {} : { resumeUrls: Object.fromEntries(known) };
}

async function signForms(
  target: RecordTarget,
  sweepId: string,
  runs: readonly RunAttempt[],
  cloud: Pick<Cloud, 'store'>,
): Promise<WriteAccess> {
  const store = cloud.store(target.bucket, target.region);
  const seconds = longestTtl(runs) + margin;
  const forms: Record<number, RunForms> = {};
  for (const run of runs) {
    const { index, name } = run;
    const identity = formIdentity(index, attemptOf(run));
    forms[index] = {
      status: await store.presignedPost(statusFolder(sweepId, identity), { seconds, bytes: largest.status }),
      run: await store.presignedPost(runFolder(sweepId, name, identity), { seconds, bytes: largest.run }),
    };
  }
  const wanted = new Set(runs.map(({ settings }) => filesKeyOf(settings.files)));
  const urls = Object.entries(target.files ?? {})
    .filter(([files]) => wanted.has(files))
    .map(async ([files, { sha256 }]) => [
      files,
      await store.presignedGet(filesKey(sweepId, sha256), seconds),
    ]);
  return { by: 'post', forms, fileUrls: Object.fromEntries(await Promise.all(urls)) };
}

const longestTtl = (runs: readonly Run[]): number =>
  Math.max(...runs.map((run) => run.settings.ttlSeconds ?? week));

/** The consequences of launching without a role. */
export async function formCautions(
  { maxConcurrent, runs }: Sweep,
  cloud: Cloud,
  clock: Clock,
): Promise<readonly string[]> {
  const now = clock.now();
  const end = now + longestTtl(runs) * 1000;
  const session = await cloud.account.credentialsExpireAt();
  const limit = now + week * 1000;
  const expiry = Math.min(session ?? limit, limit);
  const rolls = maxConcurrent !== undefined && maxConcurrent < runs.length;
  return [
    t(
      "This user isn't allowed to create roles, so the instances upload their results with presigned requests of this session. Scripts have no AWS credentials.",
    ),
    ...(expiry >= end
      ? []
      : [
          session === undefined || session > limit
            ? t(
                'Presigned requests are valid for up to seven days, which is less than the longest ttl: anything that runs write after {0} is lost. Use a shorter ttl.',
                new Date(expiry).toISOString(),
              )
            : t(
                'The session ends at {0}, before the last ttl: anything that runs write after that is lost. Sign in again, or use a shorter ttl.',
                new Date(expiry).toISOString(),
              ),
        ]),
    ...(rolls && session !== undefined
      ? [
          t(
            'Runs that wait for max_concurrent use presigned requests of the session that launches them: keep the session renewed while they wait.',
          ),
        ]
      : []),
  ];
}

/** @throws Failure if runs have secrets that they can't be allowed to read: their scripts wouldn't start, but would cost money. */
export function refuseSecrets(sweep: Sweep): void {
  if (!sweep.runs.some(({ settings }) => settings.iamRole === undefined && hasSecrets(settings))) return;
  throw new Failure(
    'permission',
    'RolesNotAllowed',
    t(
      "The sweep has secrets, which its instances read with a role, but this user isn't allowed to create roles. Nothing was launched. Use iam_role to specify a role that can read them, or request the policy in docs/aws.md.",
    ),
  );
}

/** @throws Failure if runs request policies that can't be granted: their scripts would fail, but would cost money. */
export function refusePolicies(sweep: Sweep): void {
  const policies = new Set(
    sweep.runs.flatMap(({ settings }) => (settings.iamRole === undefined ? (settings.iamPolicy ?? []) : [])),
  );
  if (policies.size === 0) return;
  throw new Failure(
    'permission',
    'RolesNotAllowed',
    t(
      "The sweep requires iam_policy {0}, but this user isn't allowed to create roles. Nothing was launched. Use iam_role to specify an existing role, or request the policy in docs/aws.md.",
      [...policies].join(', '),
    ),
  );
}
