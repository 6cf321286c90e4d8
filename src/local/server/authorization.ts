import type { CloudServices } from '../dispatch';
import { ec2AuthorizationRequests } from '../protocols/ec2/authorization';
import { instanceResource } from '../protocols/ec2/resources';
import { iamAuthorizationRequests } from '../protocols/iam/authorization';
import { type AuthorizationRequest, onAnything, resourceTags } from '../protocols/iam/authorization-request';
import { readJson } from '../protocols/json';
import type { Params } from '../protocols/query';
import { ssmAuthorizationRequests } from '../protocols/ssm/authorization';
import type { Principal } from '../signing/principal';

/** A call to any service except S3, which handles authorization itself. */
interface Call {
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly principal: Principal;
  readonly body: Uint8Array;
  readonly params: Params;
}

/** The authorization requests of a call. */
export function authorizationRequestsOf(
  { ec2, iam, secrets }: CloudServices,
  call: Call,
): readonly AuthorizationRequest[] {
  const { action, body, params, principal, region, service } = call;
  switch (service) {
    case 'sts':
      // Every valid principal can call GetCallerIdentity.
      return [];
    case 'ec2':
      return ec2AuthorizationRequests(ec2, { region, principal, params });
    case 'iam':
      return iamAuthorizationRequests(iam, { principal, params });
    case 'ssm':
      return ssmAuthorizationRequests(ec2, { region, body }, action);
    case 'secretsmanager': {
      const { Name, SecretId } = readJson(body);
      const resource = secrets.arnOf(region, String(SecretId ?? Name ?? ''));
      return [{ action: `secretsmanager:${action}`, resource, conditions: {} }];
    }
    case 'servicequotas':
      return [quotaQuestion(iam, region, action, body)];
    case 'ec2-instance-connect':
      return [keyQuestion(ec2, region, action, body)];
    default:
      return [onAnything(`${service}:${action}`)];
  }
}

function quotaQuestion(
  { arns }: CloudServices['iam'],
  region: string,
  action: string,
  body: Uint8Array,
): AuthorizationRequest {
  if (action !== 'GetServiceQuota') return onAnything(`servicequotas:${action}`);
  const { QuotaCode, ServiceCode } = readJson(body);
  return {
    action: 'servicequotas:GetServiceQuota',
    resource: arns.of('servicequotas', region, `${String(ServiceCode)}/${String(QuotaCode)}`),
    conditions: { 'servicequotas:service': String(ServiceCode) },
  };
}

function keyQuestion(
  ec2: CloudServices['ec2'],
  region: string,
  action: string,
  body: Uint8Array,
): AuthorizationRequest {
  const { InstanceId, InstanceOSUser } = readJson(body);
  const { arn } = instanceResource(ec2, region, String(InstanceId));
  const tags = ec2.fleet.find(String(InstanceId))?.tags ?? {};
  return {
    action: `ec2-instance-connect:${action}`,
    resource: arn,
    conditions: { ...resourceTags(tags, 'ec2'), 'ec2:osuser': String(InstanceOSUser) },
  };
}
