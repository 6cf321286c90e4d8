import { type AuthorizationRequest, requestTags } from '../iam/question';
import type { Params } from '../query';
import type { Ec2Call, Ec2World } from './context';
import { launchQuestions, tagQuestions, tagsFor } from './launch-questions';
import { defaultVpc } from './places';
import {
  arnOf,
  groupCalled,
  groupResource,
  instanceResource,
  keyPairResource,
  type Resource,
  resourceCalled,
  vpcResource,
} from './resources';

type Asked = (world: Ec2World, call: Ec2Call) => readonly AuthorizationRequest[];

const onInstances =
  (action: string): Asked =>
  (world, { params, region }) =>
    params
      .list('InstanceId')
      .concat(params.text('InstanceId') ?? [])
      .map((id) => about(action, instanceResource(world, region, id)));

const onTags =
  (action: string): Asked =>
  (world, { params, region }) => {
    const tags = requestTags(tagsIn(params));
    return params
      .list('ResourceId')
      .map((id) => about(action, withKeys(resourceCalled(world, region, id), tags)));
  };

const onGroup =
  (action: string): Asked =>
  (world, { params, region }) => {
    const id = params.text('GroupId') ?? groupCalled(world, region, params.text('GroupName') ?? '');
    return [about(action, groupResource(world, region, id))];
  };

/**
 * The authorization requests of each action that supports resource-level permissions
 * (docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html).
 */
const asked: Readonly<Record<string, Asked>> = {
  RunInstances: launchQuestions,
  TerminateInstances: onInstances('TerminateInstances'),
  StopInstances: onInstances('StopInstances'),
  StartInstances: onInstances('StartInstances'),
  RebootInstances: onInstances('RebootInstances'),
  GetConsoleOutput: onInstances('GetConsoleOutput'),
  ModifyInstanceAttribute: (world, { params, region }) => [
    about(
      'ModifyInstanceAttribute',
      withKeys(instanceResource(world, region, params.text('InstanceId') ?? ''), {
        'ec2:attribute': params.has('GroupId') ? 'GroupSet' : '',
      }),
    ),
    ...params.list('GroupId').map((id) => about('ModifyInstanceAttribute', groupResource(world, region, id))),
  ],
  CreateTags: onTags('CreateTags'),
  DeleteTags: onTags('DeleteTags'),
  CreateSecurityGroup: (world, call) => {
    const { params, region } = call;
    const made = { arn: arnOf(world, region, 'security-group/*'), conditions: { 'ec2:region': region } };
    return [
      about('CreateSecurityGroup', withKeys(made, requestTags(tagsFor(params, 'security-group')))),
      about('CreateSecurityGroup', vpcResource(world, region, params.text('VpcId') ?? defaultVpc(region))),
      ...tagQuestions(world, call, 'CreateSecurityGroup'),
    ];
  },
  AuthorizeSecurityGroupIngress: onGroup('AuthorizeSecurityGroupIngress'),
  RevokeSecurityGroupIngress: onGroup('RevokeSecurityGroupIngress'),
  DeleteSecurityGroup: onGroup('DeleteSecurityGroup'),
  ImportKeyPair: (world, call) => {
    const { params, region } = call;
    const pair = keyPairResource(world, region, params.text('KeyName') ?? '');
    return [
      about('ImportKeyPair', withKeys(pair, requestTags(tagsFor(params, 'key-pair')))),
      ...tagQuestions(world, call, 'ImportKeyPair'),
    ];
  },
  DeleteKeyPair: (world, { params, region }) => {
    const id = params.text('KeyPairId');
    const named = [...world.keyPairs.values()].find((pair) => pair.id === id && pair.region === region);
    const name = params.text('KeyName') ?? named?.name ?? id ?? '';
    return [about('DeleteKeyPair', keyPairResource(world, region, name))];
  },
};

/** The authorization requests of an EC2 call. */
export function ec2Questions(world: Ec2World, call: Ec2Call): readonly AuthorizationRequest[] {
  const action = call.params.text('Action') ?? '';
  const found = Object.hasOwn(asked, action) ? asked[action]?.(world, call) : undefined;
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
