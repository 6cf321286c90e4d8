import { gzipSync } from 'node:zlib';
import {
  DescribeInstancesCommand,
  GetConsoleOutputCommand,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { imageByParameter } from '../../../src/local/protocols/ec2/images';
import { ec2Trust, eventually, type TestCloud } from './harness';

export const ami =
  imageByParameter('us-east-1', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64')
    ?.id ?? '';

/** Instances that tests launch with scripts of their own, and what they say. */
export interface Guests {
  /** @returns the ids */
  launch(script: string, more?: Partial<RunInstancesCommandInput>): Promise<readonly string[]>;
  inState(id: string, state: string): Promise<Instance>;
  consoleOf(id: string): Promise<string>;
  /** Waits until the console has this. */
  says(id: string, text: string): Promise<void>;
  /** The console of an instance that runs lines of bash and shuts itself down. */
  outputOf(script: string, more?: Partial<RunInstancesCommandInput>): Promise<string>;
  /** A role that instances may be given by `IamInstanceProfile: { Name: name }`. */
  makeRole(name: string, statements: readonly object[]): Promise<void>;
}

export function guestsOf({ ec2, iam }: Pick<TestCloud, 'ec2' | 'iam'>): Guests {
  const guests: Guests = {
    async launch(script, more = {}) {
      const answer = await ec2.send(
        new RunInstancesCommand({
          MinCount: 1,
          MaxCount: 1,
          ImageId: ami,
          InstanceType: 't3.micro',
          InstanceInitiatedShutdownBehavior: 'terminate',
          UserData: gzipSync(script).toString('base64'),
          ...more,
        }),
      );
      return (answer.Instances ?? []).map((instance) => instance.InstanceId ?? '');
    },
    inState: (id, state) =>
      eventually(async () => {
        // By a filter: an instance may not be seen yet.
        const Filters = [{ Name: 'instance-id', Values: [id] }];
        const answer = await ec2.send(new DescribeInstancesCommand({ Filters }));
        const instance = answer.Reservations?.[0]?.Instances?.[0];
        return instance?.State?.Name === state ? instance : undefined;
      }),
    async consoleOf(id) {
      const answer = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
      return Buffer.from(answer.Output ?? '', 'base64').toString();
    },
    async says(id, text) {
      await eventually(async () => ((await guests.consoleOf(id)).includes(text) ? true : undefined));
    },
    async outputOf(script, more = {}) {
      const [id = ''] = await guests.launch(`#!/bin/bash\n${script}\nshutdown -h now\n`, more);
      await guests.inState(id, 'terminated');
      return guests.consoleOf(id);
    },
    async makeRole(name, statements) {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: ec2Trust }));
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'p', PolicyDocument }));
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
    },
  };
  return guests;
}
