import { AwsError } from '../../failure';
import type { Ec2Action } from './context';
import { endDryRun } from './dry-run';
import { defaultSecurityGroup } from './zones';

/** Changes the security groups of an instance, the only attribute that can be changed here. */
export const modifyInstanceAttribute: Ec2Action = (context, { params, region }) => {
  const [instance] = context.fleet.require(region, [params.required('InstanceId')]);
  const groups = params.list('GroupId');
  if (groups.length === 0)
    throw new AwsError(
      'InvalidParameterCombination',
      'No attributes specified that the local cloud can change.',
    );
  const unknown = groups.find(
    (id) => id !== defaultSecurityGroup(region) && context.securityGroups.get(id)?.region !== region,
  );
  if (unknown !== undefined)
    throw new AwsError('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`);
  if (instance?.state === 'terminated' || instance?.state === 'shutting-down')
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${instance.id}' is not in a state in which its security groups can be changed.`,
    );
  endDryRun(params);
  if (instance !== undefined) context.fleet.regroup(instance.id, groups);
  return { return: true };
};
