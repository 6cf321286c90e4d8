import { t } from '@vscode/l10n';
import type { LaunchShape } from '../../plan/plan';
import type { Cloud, VcpuQuota } from '../ports';
import type { SweepRecord } from '../record/sweep-record';

interface Need {
  readonly quota: VcpuQuota;
  readonly region: string;
  readonly vcpus: number;
  readonly most: number;
}

/** Quotas that the sweep would exceed if all of its runs were running at the same time, a sentence each. */
export async function quotaNotes(
  record: SweepRecord,
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const needs = new Map<string, Need>();
  for (const { runs, shape } of record.plan.batches) {
    const each = vcpusOf(shape, cloud);
    const quota = each === undefined ? undefined : await quotaOf(shape, cloud, signal);
    if (each === undefined || quota === undefined) continue;
    const name = `${shape.region} ${quota.code}`;
    const before = needs.get(name) ?? { quota, region: shape.region, vcpus: 0, most: 0 };
    needs.set(name, {
      ...before,
      vcpus: before.vcpus + each * runs.length,
      most: Math.max(before.most, each),
    });
  }
  const atOnce = record.maxConcurrent ?? Number.POSITIVE_INFINITY;
  return [...needs.values()].flatMap(({ most, quota, region, vcpus }) => {
    const needed = Math.min(vcpus, atOnce * most);
    if (needed <= quota.vcpus) return [];
    return [
      most > quota.vcpus
        ? t(
            'The quota {0} ({1}) in {2} allows {3} vCPUs, too few for a single run. Request an increase under Service Quotas in the AWS console.',
            quota.name,
            quota.code,
            region,
            quota.vcpus,
          )
        : t(
            'Running everything at once requires {0} vCPUs in {1}, and the quota {2} ({3}) allows {4}: the remaining runs start as instances end.',
            needed,
            region,
            quota.name,
            quota.code,
            quota.vcpus,
          ),
    ];
  });
}

function vcpusOf({ instanceTypes }: LaunchShape, cloud: Cloud): number | undefined {
  const [first] = instanceTypes;
  return first === undefined ? undefined : cloud.instanceType(first)?.vcpus;
}

async function quotaOf(
  { instanceTypes, region, spot }: LaunchShape,
  cloud: Cloud,
  signal: AbortSignal | undefined,
): Promise<VcpuQuota | undefined> {
  const [first] = instanceTypes;
  return first === undefined ? undefined : cloud.compute(region).vcpuQuota(first, spot, signal);
}
