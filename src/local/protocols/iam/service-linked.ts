import type { TimerClock } from '../../clock';
import type { Arns } from '../../partition';
import type { AuthorizationRequest } from './authorization-request';
import type { Directory } from './directory';
import { uniqueId } from './names';

const name = 'AWSServiceRoleForEC2Spot';
const service = 'spot.amazonaws.com';
const path = `/aws-service-role/${service}/`;

/** The role that EC2 needs for Spot Instances, and creates with the permissions of the principal that launches the first one. */
export interface SpotRole {
  /** The authorization request for creating it. */
  readonly authorization: AuthorizationRequest;
  isThere(): boolean;
  make(): void;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html */
export const spotRoleIn = (directory: Directory, clock: TimerClock, arns: Arns): SpotRole => ({
  authorization: {
    action: 'iam:CreateServiceLinkedRole',
    resource: arns.iam(`role${path}${name}`),
    conditions: { 'iam:awsservicename': service },
  },
  isThere: () => directory.roles.has(name),
  make() {
    if (directory.roles.has(name)) return;
    const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
    directory.roles.set(name, {
      name,
      path,
      id: uniqueId('AROA'),
      createdAt: clock.now(),
      description: 'Default EC2 Spot Service Linked Role',
      trust: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      policies: {},
      attached: [],
      tags: {},
      maxSessionSeconds: 3600,
    });
  },
});
