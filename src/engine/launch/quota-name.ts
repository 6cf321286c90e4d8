import { t } from '@vscode/l10n';
import { consoleUrl } from '../../sweep/partition';
import { Failure } from '../failure';
import type { Compute } from '../ports';

/** Refusals that mention vCPUs; others have separate quotas, which AWS names. */
const ofVcpus = /^(VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded)$/;

/** Adds to a refusal which quota it is, its size, and where to increase it; unchanged if that can't be requested. */
export async function nameQuota(
  failure: Failure,
  compute: Pick<Compute, 'region' | 'vcpuQuota'>,
  { instanceType, spot }: { readonly instanceType: string; readonly spot: boolean },
  signal?: AbortSignal,
): Promise<Failure> {
  if (!ofVcpus.test(failure.code)) return failure;
  const quota = await compute.vcpuQuota(instanceType, spot, signal);
  if (quota === undefined) return failure;
  const { region } = compute;
  return new Failure(
    failure.kind,
    failure.code,
    t(
      'The quota {0} ({1}) in {2} allows {3} vCPUs at once, and all are in use ({4}). Request an increase at {5}, or set max_concurrent so that fewer instances run at once.',
      quota.name,
      quota.code,
      region,
      quota.vcpus,
      failure.code,
      consoleUrl(region, `/servicequotas/home/services/ec2/quotas/${quota.code}`),
    ),
    { cause: failure },
  );
}
