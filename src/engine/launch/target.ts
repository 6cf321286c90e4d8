import { t } from '@vscode/l10n';
import { filesKey, sweepPrefix } from '../../agent/record';
import { type FilesPack, filesKeyOf, type RecordTarget } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';
import type { Clock } from '../clock';
import { Failure } from '../failure';
import { packsOf, type SweepArchive } from '../files/archives';
import type { Bucket, Cloud } from '../ports';

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
  const seconds = longestTtl(sweep) + margin;
  const fields = await store.presignedPost(sweepPrefix(sweepId), seconds);
  const packs = await Promise.all(
    archives.map(async ({ patterns, sha256 }): Promise<[string, FilesPack]> => {
      const url = await store.presignedGet(filesKey(sweepId, sha256), seconds);
      return [filesKeyOf(patterns), { sha256, url }];
    }),
  );
  const files = packs.length === 0 ? {} : { files: Object.fromEntries(packs) };
  return { ...place, write: { by: 'post', fields }, ...files };
}

const longestTtl = (sweep: Sweep): number =>
  Math.max(...sweep.runs.map((run) => run.settings.ttlSeconds ?? week));

/** What it costs to go without a role. */
export async function formCautions(sweep: Sweep, cloud: Cloud, clock: Clock): Promise<readonly string[]> {
  const end = clock.now() + longestTtl(sweep) * 1000;
  const expiry = await cloud.account.credentialsExpireAt();
  return [
    t(
      'This user may not make roles, so the instances write their results by a form that this session signs. Scripts have no AWS credentials of their own.',
    ),
    ...(expiry === undefined || expiry >= end
      ? []
      : [
          t(
            'The session ends at {0}, before the last time to live is over: what runs write after that is lost. Log in anew, or use a shorter ttl.',
            new Date(expiry).toISOString(),
          ),
        ]),
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
