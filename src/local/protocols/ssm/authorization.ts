import type { Arns } from '../../partition';
import type { Ec2Instance } from '../ec2/instance';
import { type AuthorizationRequest, onAnything, resourceTags } from '../iam/authorization-request';
import { readJson } from '../json';

interface World {
  readonly arns: Arns;
  readonly fleet: { find(id: string): Ec2Instance | undefined };
}

/** The authorization requests of a Systems Manager call. */
export function ssmAuthorizationRequests(
  { arns, fleet }: World,
  call: { readonly region: string; readonly body: Uint8Array },
  action: string,
): readonly AuthorizationRequest[] {
  const input = readJson(call.body);
  const on = (resource: string, conditions = {}): AuthorizationRequest => ({
    action: `ssm:${action}`,
    resource,
    conditions,
  });
  switch (action) {
    case 'PutParameter': {
      const parameter = on(parameterArn(arns, call.region, String(input['Name'] ?? '')));
      return input['Tags'] === undefined
        ? [parameter]
        : [parameter, { ...parameter, action: 'ssm:AddTagsToResource' }];
    }
    case 'GetParameter':
    case 'GetParameters':
    case 'DeleteParameter':
    case 'DeleteParameters':
      return namesIn(input).map((name) => on(parameterArn(arns, call.region, name)));
    case 'StartSession': {
      const id = String(input['Target'] ?? '');
      const document = String(input['DocumentName'] ?? 'SSM-SessionManagerRunShell');
      return [
        on(arns.of('ec2', call.region, `instance/${id}`), resourceTags(fleet.find(id)?.tags ?? {}, 'ssm')),
        on(documentArn(arns, call.region, document)),
      ];
    }
    default:
      return [onAnything(`ssm:${action}`)];
  }
}

/** The parameters in a call. */
export const namesIn = (input: Readonly<Record<string, unknown>>): readonly string[] => {
  const names = input['Names'] ?? [input['Name'] ?? ''];
  return Array.isArray(names) ? names.map(String) : [];
};

/** AWS's public parameters have no account in their ARN. */
export const parameterArn = (arns: Arns, region: string, name: string): string =>
  arns.of('ssm', region, `parameter/${name.replace(/^\//, '')}`, name.startsWith('/aws/') ? '' : undefined);

/** AWS's own documents have no account in their ARN; the default session document is the account's. */
const documentArn = (arns: Arns, region: string, name: string): string =>
  arns.of('ssm', region, `document/${name}`, name.startsWith('AWS-') ? '' : undefined);
