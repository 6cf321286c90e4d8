import { t } from '@vscode/l10n';
import { filesKey, sweepPrefix } from '../../agent/record';
import { type FilesPack, filesKeyOf, type RecordTarget } from '../../plan/plan';
import type { Run, Sweep } from '../../sweep/run';
import type { Clock } from '../clock';
import { Failure } from '../failure';
import { packsOf, type SweepArchive } from '../files/archives';
import type { Bucket, Cloud } from '../ports';
import type { SweepRecord } from '../record/sweep-record';

/** Seconds for booting, waiting for room and uploading beyond the TTL. */
const margin = 3600;
/** What S3 signs at most; runs without a TTL get it. */
const week = 7 * 24 * 3600;

/** How the instances of this sweep write to its record: by their role, or by a form that this user signs for them. */
export async function targetOf(
  sweep: Sweep,
  sweepId: string,
  store: Bucket,
  archives: readonly SweepArchive[],
  roles: boolean,
): Promise<RecordTarget> {
  const place = { bucket: store.bucket, region: store.region, bucketUrl: store.bucketUrl };
  if (roles) {
    const files = archives.length === 0 ? {} : { files: packsOf(archives) };
    return { ...place, write: { by: 'role' }, tables: true, ...files };
  }
  const packs = archives.map(({ patterns, sha256 }) => [filesKeyOf(patterns), { sha256 }] as const);
  const files = packs.length === 0 ? {} : { files: Object.fromEntries(packs) };
  return signed({ ...place, write: { by: 'post', fields: {} }, ...files }, sweepId, sweep.runs, store);
}

/**
 * The target for a call that is made now. A form lives no longer than the session that signed it, and runs may be launched
 * long after the first of their sweep, and by another session: each call gets a form of its own.
 */
export async function renewedTarget(
  { plan, target }: SweepRecord,
  runs: readonly Run[],
  cloud: Pick<Cloud, 'store'>,
): Promise<RecordTarget | undefined> {
  if (target?.write.by !== 'post') return target;
  return signed(target, plan.sweepId, runs, cloud.store(target.bucket, target.region));
}

async function signed(
  target: RecordTarget,
  sweepId: string,
  runs: readonly Run[],
  store: Bucket,
): Promise<RecordTarget> {
  const seconds = longestTtl(runs) + margin;
  const fields = await store.presignedPost(sweepPrefix(sweepId), seconds);
  const packs = await Promise.all(
    Object.entries(target.files ?? {}).map(async ([name, { sha256 }]): Promise<[string, FilesPack]> => {
      return [name, { sha256, url: await store.presignedGet(filesKey(sweepId, sha256), seconds) }];
    }),
  );
  const files = packs.length === 0 ? {} : { files: Object.fromEntries(packs) };
  return { ...target, write: { by: 'post', fields }, ...files };
}

const longestTtl = (runs: readonly Run[]): number =>
  Math.max(...runs.map((run) => run.settings.ttlSeconds ?? week));

/** What it costs to go without a role. */
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
      'This user may not make roles, so the instances write their results by a form that this session signs. Scripts have no AWS credentials of their own.',
    ),
    ...(expiry >= end
      ? []
      : [
          session === undefined || session > limit
            ? t(
                'Such a form lives for seven days at most, which is less than the longest time to live: what runs write after {0} is lost. Use a shorter ttl.',
                new Date(expiry).toISOString(),
              )
            : t(
                'The session ends at {0}, before the last time to live is over: what runs write after that is lost. Log in anew, or use a shorter ttl.',
                new Date(expiry).toISOString(),
              ),
        ]),
    ...(rolls && session !== undefined
      ? [
          t(
            'Runs that wait for max_concurrent get a form of the session that launches them: it has to be renewed while they wait.',
          ),
        ]
      : []),
  ];
}

/** @throws Failure when runs ask for policies that nobody may give them: their scripts would fail at your expense. */
export function refusePolicies(sweep: Sweep): void {
  const policies = new Set(
    sweep.runs.flatMap(({ settings }) => (settings.iamRole === undefined ? (settings.iamPolicy ?? []) : [])),
  );
  if (policies.size === 0) return;
  throw new Failure(
    'permission',
    'RolesNotAllowed',
    t(
      'The sweep asks for iam_policy {0}, but this user may not make roles. Nothing was launched. Name a role that exists with iam_role, or ask for the policy in docs/aws.md.',
      [...policies].join(', '),
    ),
  );
}
