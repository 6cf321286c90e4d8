import { AwsError } from '../../failure';
import type { Cost } from '../../limits/request-limits';
import type { Response } from '../../server/response';
import { xml } from '../../server/xml';
import { createTags, deleteTags, startInstances, stopInstances, terminateInstances } from './change';
import type { Ec2Action, Ec2Call, Ec2Context } from './context';
import { describeImages, describeInstances, describeInstanceTypes, getConsoleOutput } from './describe';
import { deleteKeyPair, describeKeyPairs, importKeyPair } from './key-pairs';
import { modifyInstanceAttribute } from './modify-instance';
import { describeAvailabilityZones, describeRegions, describeSubnets, describeVpcs } from './network';
import { runInstances } from './run-instances';
import {
  authorizeIngress,
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
  revokeIngress,
} from './security-groups';
import {
  describeInstanceStatus,
  describeSpotPriceHistory,
  describeTags,
  describeTypeOfferings,
  rebootInstances,
} from './status';

const version = '2016-11-15';

const actions: Readonly<Record<string, Ec2Action>> = {
  RunInstances: runInstances,
  DescribeInstances: describeInstances,
  TerminateInstances: terminateInstances,
  StopInstances: stopInstances,
  StartInstances: startInstances,
  CreateTags: createTags,
  DeleteTags: deleteTags,
  GetConsoleOutput: getConsoleOutput,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeImages: describeImages,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeTags: describeTags,
  DescribeInstanceTypeOfferings: describeTypeOfferings,
  DescribeSpotPriceHistory: describeSpotPriceHistory,
  RebootInstances: rebootInstances,
  DescribeRegions: describeRegions,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeVpcs: describeVpcs,
  DescribeSubnets: describeSubnets,
  DescribeSecurityGroups: describeSecurityGroups,
  CreateSecurityGroup: createSecurityGroup,
  AuthorizeSecurityGroupIngress: authorizeIngress,
  RevokeSecurityGroupIngress: revokeIngress,
  DeleteSecurityGroup: deleteSecurityGroup,
  ImportKeyPair: importKeyPair,
  DescribeKeyPairs: describeKeyPairs,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  DeleteKeyPair: deleteKeyPair,
};

export const ec2Actions: readonly string[] = Object.keys(actions);

/** Answers one EC2 call. @throws AwsError */
export async function answerEc2(context: Ec2Context, call: Ec2Call, requestId: string): Promise<Response> {
  const name = call.params.required('Action');
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined)
    throw new AwsError('InvalidAction', `The action ${name} is not valid for this web service.`);
  context.limits?.pay(costOf(name, call));
  const tree = await action(context, call);
  return {
    status: 200,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body: xml(`${name}Response`, { requestId, ...tree }, `http://ec2.amazonaws.com/doc/${version}/`),
  };
}

function costOf(action: string, { params, region }: Ec2Call): Cost {
  const ids = params.list('InstanceId').length;
  return {
    region,
    action,
    narrowed: ids > 0 || params.has('Filter') || params.has('MaxResults'),
    resources: action === 'RunInstances' ? (params.integer('MaxCount') ?? 0) : ids,
  };
}

/** An error in EC2's own format. */
export function ec2Error(error: AwsError, requestId: string): Response {
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', ...error.headers },
    body: xml('Response', {
      Errors: { Error: { Code: ec2Code(error.code), Message: error.message } },
      RequestID: requestId,
    }),
  };
}

/** EC2 uses other error codes than most services. */
function ec2Code(code: string): string {
  if (code === 'SignatureDoesNotMatch' || code === 'InvalidAccessKeyId' || code === 'InvalidToken')
    return 'AuthFailure';
  if (code === 'ExpiredToken') return 'RequestExpired';
  if (code === 'AccessDenied') return 'UnauthorizedOperation';
  return code;
}
