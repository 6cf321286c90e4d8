const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** The AWS managed policies that Spawn's roles can have, as far as the local cloud supports them. */
const policies: Readonly<Record<string, string>> = {
  AmazonS3FullAccess: document({ Effect: 'Allow', Action: ['s3:*', 's3-object-lambda:*'], Resource: '*' }),
  AmazonS3ReadOnlyAccess: document({
    Effect: 'Allow',
    Action: ['s3:Get*', 's3:List*', 's3:Describe*'],
    Resource: '*',
  }),
  AmazonSSMManagedInstanceCore: document({
    Effect: 'Allow',
    Action: ['ssm:*', 'ssmmessages:*', 'ec2messages:*'],
    Resource: '*',
  }),
  CloudWatchAgentServerPolicy: document({
    Effect: 'Allow',
    Action: ['logs:*', 'cloudwatch:PutMetricData'],
    Resource: '*',
  }),
};

/** The document of a managed policy; undefined if the local cloud doesn't have it. */
export function managedPolicy(arn: string): string | undefined {
  const name = /^arn:aws[\w-]*:iam::aws:policy\/(?:service-role\/)?([^/]+)$/.exec(arn)?.[1];
  return name !== undefined && Object.hasOwn(policies, name) ? policies[name] : undefined;
}
