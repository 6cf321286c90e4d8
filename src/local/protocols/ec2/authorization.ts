import { type AuthorizationRequest, requestTags } from '../iam/authorization-request';
import type { Params } from '../query';
import type { Ec2Call, Ec2Context } from './context';
import { launchAuthorizationRequests, tagAuthorizationRequests, tagsFor } from './launch-authorization';
import {
  arnOf,
  groupNamed,
  groupResource,
  instanceResource,
  keyPairResource,
  type Resource,
  resourceNamed,
  vpcResource,
} from './resources';
import { defaultVpc } from './zones';

type Asked = (context: Ec2Context, call: Ec2Call) => readonly AuthorizationRequest[];

const onInstances =
  (action: string): Asked =>
  (context, { params, region }) =>
    params
      .list('InstanceId')
      .concat(params.text('InstanceId') ?? [])
      .map((id) => about(action, instanceResource(context, region, id)));

const onTags =
  (action: string): Asked =>
  (context, { params, region }) => {
    const tags = requestTags(tagsIn(params));
    return params
      .list('ResourceId')
      .map((id) => about(action, withKeys(resourceNamed(context, region, id), tags)));
  };

const onGroup =
  (action: string): Asked =>
  (context, { params, region }) => {
    const id = params.text('GroupId') ?? groupNamed(context, region, params.text('GroupName') ?? '');
    return [about(action, groupResource(context, region, id))];
  };

/**
 * The authorization requests of each action that supports resource-level permissions
 * (docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html).
 */
const asked: Readonly<Record<string, Asked>> = {
  RunInstances: launchAuthorizationRequests,
  TerminateInstances: onInstances('TerminateInstances'),
  StopInstances: onInstances('StopInstances'),
  StartInstances: onInstances('StartInstances'),
  RebootInstances: onInstances('RebootInstances'),
  GetConsoleOutput: onInstances('GetConsoleOutput'),
  ModifyInstanceAttribute: (context, { params, region }) => [
    about(
      'ModifyInstanceAttribute',
      withKeys(instanceResource(context, region, params.text('InstanceId') ?? ''), {
        'ec2:attribute': params.has('GroupId') ? 'GroupSet' : '',
      }),
    ),
    ...params
      .list('GroupId')
      .map((id) => about('ModifyInstanceAttribute', groupResource(context, region, id))),
  ],
  CreateTags: onTags('CreateTags'),
  DeleteTags: onTags('DeleteTags'),
  CreateSecurityGroup: (context, call) => {
    const { params, region } = call;
    const made = { arn: arnOf(context, region, 'security-group/*'), conditions: { 'ec2:region': region } };
    return [
      about('CreateSecurityGroup', withKeys(made, requestTags(tagsFor(params, 'security-group')))),
      about('CreateSecurityGroup', vpcResource(context, region, params.text('VpcId') ?? defaultVpc(region))),
      ...tagAuthorizationRequests(context, call, 'CreateSecurityGroup'),
    ];
  },
  AuthorizeSecurityGroupIngress: onGroup('AuthorizeSecurityGroupIngress'),
  RevokeSecurityGroupIngress: onGroup('RevokeSecurityGroupIngress'),
  DeleteSecurityGroup: onGroup('DeleteSecurityGroup'),
  ImportKeyPair: (context, call) => {
    const { params, region } = call;
    const pair = keyPairResource(context, region, params.text('KeyName') ?? '');
    return [
      about('ImportKeyPair', withKeys(pair, requestTags(tagsFor(params, 'key-pair')))),
      ...tagAuthorizationRequests(context, call, 'ImportKeyPair'),
    ];
  },
  DeleteKeyPair: (context, { params, region }) => {
    const id = params.text('KeyPairId');
    const named = [...context.keyPairs.values()].find((pair) => pair.id === id && pair.region === region);
    const name = params.text('KeyName') ?? named?.name ?? id ?? '';
    return [about('DeleteKeyPair', keyPairResource(context, region, name))];
  },
};

/** The authorization requests of an EC2 call. */
export function ec2AuthorizationRequests(
  context: Ec2Context,
  call: Ec2Call,
): readonly AuthorizationRequest[] {
  const action = call.params.text('Action') ?? '';
  const found = Object.hasOwn(asked, action) ? asked[action]?.(context, call) : undefined;
  // A call without a required parameter fails for that reason, not because of permissions.
  if (found !== undefined && found.length > 0) return found;
  return [{ action: `ec2:${action}`, resource: '*', conditions: { 'ec2:region': call.region } }];
}

const about = (action: string, { arn, conditions }: Resource): AuthorizationRequest => ({
  action: `ec2:${action}`,
  resource: arn,
  conditions,
});

const withKeys = ({ arn, conditions }: Resource, keys: AuthorizationRequest['conditions']): Resource => ({
  arn,
  conditions: { ...conditions, ...keys },
});

/** For a call that changes tags; a call that deletes them can omit the value. */
const tagsIn = (params: Params): Readonly<Record<string, string>> =>
  Object.fromEntries(params.children('Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? '']));
