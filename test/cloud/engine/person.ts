import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../../src/aws/cloud';
import type { Connection } from '../../../src/engine/connection';
import type { Engine } from '../../../src/engine/engine';
import { engineOn, hastyClock } from '../../engine-on';
import type { World } from './world';

/** Someone with a key of their own in the account, and an engine that works with it. */
export interface Person {
  readonly engine: Engine;
  /** The same on another machine, which knows nothing. */
  elsewhere(): Engine;
  /** Goes on from another address. */
  move(address: string): void;
  dispose(): void;
  readonly connection: Required<Pick<Connection, 'credentials' | 'endpoint' | 'region'>> &
    Pick<Connection, 'bucket' | 'permissionsBoundary'>;
}

/** Makes a user of the account who has these policies, each as a managed one, and nothing else. */
export async function newPerson(
  world: World,
  name: string,
  policies: readonly string[],
  own: Pick<Connection, 'bucket' | 'permissionsBoundary'> = {},
): Promise<Person> {
  const { accessKeyId, endpoint, region, secretAccessKey } = world.cloud;
  const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    await iam.send(new CreateUserCommand({ UserName: name }));
    for (const [at, document] of policies.entries()) {
      const { Policy } = await iam.send(
        new CreatePolicyCommand({ PolicyName: `${name}-${at}`, PolicyDocument: document }),
      );
      await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: Policy?.Arn ?? '' }));
    }
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const connection = { ...own, credentials, endpoint, region };
    const engines: Engine[] = [];
    let address = '203.0.113.7';
    const engineOf = (machine: string): Engine => {
      const { stateFolder } = world.connection(machine);
      const at = { ...connection, ...(stateFolder === undefined ? {} : { stateFolder }) };
      const cloud = awsCloud(at, hastyClock, priceTable, async () => `${address}\n`);
      const { engine } = engineOn(at, hastyClock, { cloud, bucket: own.bucket });
      engines.push(engine);
      return engine;
    };
    return {
      connection,
      engine: engineOf(name),
      elsewhere: () => engineOf(`${name}-elsewhere`),
      move(to) {
        address = to;
      },
      dispose() {
        for (const engine of engines) engine.dispose();
      },
    };
  } finally {
    iam.destroy();
  }
}
