import { AwsError } from '../../failure';
import type { Ec2Action, Ec2Call, Ec2Context } from './context';
import { endDryRun } from './dry-run';
import type { Ec2Instance, Tags } from './instance';
import type { StateChange } from './instance-registry';
import { items, stateTree } from './render';
import { checkMetadataTagKeys, checkTagCount, readQueryTags } from './tags';

export const terminateInstances: Ec2Action = (context, call) =>
  changeEach(context, call, (instance) => context.fleet.terminate(instance));

export const stopInstances: Ec2Action = (context, call) =>
  changeEach(context, call, (instance) => context.fleet.stop(instance));

export const startInstances: Ec2Action = (context, call) =>
  changeEach(context, call, (instance) => context.fleet.start(instance));

function changeEach(
  { fleet }: Ec2Context,
  { params, region }: Ec2Call,
  change: (instance: Ec2Instance) => StateChange,
) {
  const ids = [...new Set(params.list('InstanceId'))];
  if (ids.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter InstanceId');
  if (ids.length > 1000)
    throw new AwsError('InvalidParameterValue', 'At most 1000 instance IDs may be named in one request.');
  const instances = fleet.require(region, ids);
  endDryRun(params);
  return {
    instancesSet: items(instances.map(change), ({ id, before, now }) => ({
      instanceId: id,
      currentState: stateTree({ state: now }),
      previousState: stateTree({ state: before }),
    })),
  };
}

export const createTags: Ec2Action = (context, call) => {
  const added = readQueryTags(call.params);
  if (Object.keys(added).length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter Tag');
  return changeTags(context, call, (tags) => checkTagCount({ ...tags, ...added }), added);
};

export const deleteTags: Ec2Action = (context, call) => {
  const removed = call.params
    .children('Tag')
    .map((tag) => ({ key: tag.required('Key'), value: tag.text('Value') }));
  return changeTags(context, call, (tags) =>
    Object.fromEntries(
      Object.entries(tags).filter(
        ([key, value]) =>
          !removed.some((tag) => tag.key === key && (tag.value === undefined || tag.value === value)),
      ),
    ),
  );
};

function changeTags(
  { fleet }: Ec2Context,
  { params, region }: Ec2Call,
  change: (tags: Tags) => Tags,
  added: Tags = {},
) {
  const ids = [...new Set(params.list('ResourceId'))];
  if (ids.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter resourceIdSet');
  if (ids.length > 1000)
    throw new AwsError('InvalidParameterValue', 'At most 1000 resources may be named in one request.');
  const instances = fleet.require(
    region,
    ids.filter((id) => id.startsWith('i-')),
  );
  const volumes = ids.filter((id) => id.startsWith('vol-'));
  const known = new Set(fleet.visible(region).map((instance) => instance.volumeId));
  const unknown = volumes.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new AwsError('InvalidVolume.NotFound', `The volume '${unknown}' does not exist.`);
  const other = ids.find((id) => !id.startsWith('i-') && !id.startsWith('vol-'));
  if (other !== undefined) throw new AwsError('InvalidID', `The ID '${other}' is not valid`);
  for (const instance of instances) {
    if (instance.metadataTags) checkMetadataTagKeys(added);
    change(instance.tags);
  }
  endDryRun(params);
  for (const instance of instances) fleet.tag(instance.id, change);
  for (const id of volumes) fleet.tagVolume(id, change);
  return { return: true };
}
