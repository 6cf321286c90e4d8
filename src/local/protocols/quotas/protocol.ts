import { AwsError } from '../../failure';
import type { Arns } from '../../partition';
import type { Response } from '../../server/response';
import type { Ec2Context } from '../ec2/context';
import { jsonResponse, readJson } from '../json';

/** Answers one Service Quotas call: the vCPU quotas that RunInstances enforces. @throws AwsError */
export function answerQuotas(
  { arns, quotas }: Pick<Ec2Context, 'arns' | 'quotas'>,
  call: { readonly region: string; readonly target: string; readonly body: Uint8Array },
  requestId: string,
): Response {
  const input = readJson(call.body);
  const known = [
    quotaOf(
      arns,
      call.region,
      'L-1216C47A',
      'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
      quotas.onDemandVcpus,
    ),
    quotaOf(
      arns,
      call.region,
      'L-34B43A08',
      'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
      quotas.spotVcpus,
    ),
  ];
  if (input['ServiceCode'] !== 'ec2') throw noSuch();
  switch (call.target) {
    case 'ServiceQuotasV20190624.GetServiceQuota':
    case 'ServiceQuotasV20190624.GetAWSDefaultServiceQuota': {
      const Quota = known.find(({ QuotaCode }) => QuotaCode === input['QuotaCode']);
      if (Quota === undefined) throw noSuch();
      return jsonResponse({ Quota }, requestId);
    }
    case 'ServiceQuotasV20190624.ListServiceQuotas':
      return jsonResponse({ Quotas: known }, requestId);
    default:
      throw new AwsError('UnknownOperationException', `The operation ${call.target} is not known.`);
  }
}

const noSuch = () =>
  new AwsError('NoSuchResourceException', 'The request failed because the specified service does not exist.');

const quotaOf = (arns: Arns, region: string, QuotaCode: string, QuotaName: string, Value: number) => ({
  ServiceCode: 'ec2',
  ServiceName: 'Amazon Elastic Compute Cloud (Amazon EC2)',
  QuotaArn: arns.of('servicequotas', region, `ec2/${QuotaCode}`),
  QuotaCode,
  QuotaName,
  Value,
  Unit: 'None',
  Adjustable: true,
  GlobalQuota: false,
});
