import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { Failure } from '../../engine/failure';
import type { VcpuQuota } from '../../engine/ports';
import { abort } from '../abort';
import type { Clients } from '../clients';

interface Codes {
  readonly onDemand: string;
  readonly spot: string;
}

/** Quotas on running vCPUs: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
const codes: readonly (readonly [RegExp, Codes])[] = [
  // P5 and later have a separate Spot quota, and share the On-Demand quota.
  [/^p[234]/, { onDemand: 'L-417A185B', spot: 'L-7212CCBC' }],
  [/^p\d/, { onDemand: 'L-417A185B', spot: 'L-C4BD4855' }],
  [/^dl\d/, { onDemand: 'L-6E869C2A', spot: 'L-85EED4F7' }],
  [/^(f)\d/, { onDemand: 'L-74FC7D96', spot: 'L-88CF9481' }],
  [/^(gr?|vt)\d/, { onDemand: 'L-DB2E81BA', spot: 'L-3819A6DF' }],
  [/^(inf)\d/, { onDemand: 'L-1945791B', spot: 'L-B5D1601B' }],
  [/^(trn)\d/, { onDemand: 'L-2C3B7624', spot: 'L-6B0D517C' }],
  [/^(x)\d/, { onDemand: 'L-7295265B', spot: 'L-E3A00192' }],
  [/^(a|c|d|h|i|im|is|m|r|t|z)\d/, { onDemand: 'L-1216C47A', spot: 'L-34B43A08' }],
];

/** The code of the quota on running vCPUs of this type; undefined for an unknown family. */
export function quotaCodeOf(instanceType: string, spot: boolean): string | undefined {
  const family = codes.find(([pattern]) => pattern.test(instanceType))?.[1];
  return spot ? family?.spot : family?.onDemand;
}

/** The quota that applies to this type. Undefined if it is unknown, or this user isn't allowed to read it. */
export async function vcpuQuota(
  clients: Clients,
  region: string,
  instanceType: string,
  spot: boolean,
  signal?: AbortSignal,
): Promise<VcpuQuota | undefined> {
  const code = quotaCodeOf(instanceType, spot);
  if (code === undefined) return undefined;
  try {
    const answer = await clients.call({ action: 'GetServiceQuota', region }, () =>
      clients
        .quotas(region)
        .send(new GetServiceQuotaCommand({ ServiceCode: 'ec2', QuotaCode: code }), abort(signal)),
    );
    const value = answer.Quota?.Value;
    return value === undefined ? undefined : { code, name: answer.Quota?.QuotaName ?? code, vcpus: value };
  } catch (error) {
    // The quota is only additional information, so a failed lookup isn't an error.
    if (error instanceof Failure && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}
