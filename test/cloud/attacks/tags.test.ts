import assert from 'node:assert/strict';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { launched, requestFor, sweepOf, World } from '../engine/world';

describe('an instance that carries tags of a sweep', () => {
  let world: World;
  let ec2: EC2Client;
  before(async () => {
    world = await World.start();
    ec2 = new EC2Client(world.connection('somebody'));
  });
  after(async () => {
    ec2.destroy();
    await world.stop();
  });

  /** Launches one next to Spawn, as another program of the account does. */
  async function foreign(tags: Readonly<Record<string, string>>): Promise<string> {
    const answer = await ec2.send(
      new RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        InstanceType: 't3.micro',
        ImageId: await world.aws.compute('us-east-1').latestImage('al2023', 'x86_64'),
        TagSpecifications: [
          { ResourceType: 'instance', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
        ],
      }),
    );
    return answer.Instances?.[0]?.InstanceId ?? '';
  }

  const stateOf = async (id: string): Promise<string | undefined> =>
    (await world.aws.compute('us-east-1').describe({})).find((instance) => instance.id === id)?.state;

  it('and is not Spawn’s, is neither shown, counted nor terminated', async () => {
    const engine = world.engine();
    const { id } = await launched(engine, requestFor(sweepOf(2)));
    const stranger = await foreign({ 'sweep:id': id, 'sweep:index': '0' });
    const view = await engine.view(id);
    assert.equal(view.strays, undefined);
    assert.ok(view.runs.every(({ instanceId }) => instanceId !== stranger));
    assert.equal((await engine.cancel(id, { keepRunning: false })).terminated, 2);
    assert.match((await stateOf(stranger)) ?? '', /pending|running/);
  });

  it('and has Spawn’s tag, is counted in the confirmation of a cancel, and terminated with the others', async () => {
    const engine = world.engine();
    const { id } = await launched(engine, requestFor(sweepOf(2)));
    const stray = await foreign({ 'sweep:id': id, 'spawn:managed': 'true' });
    const view = await engine.view(id);
    assert.deepEqual(
      view.strays?.map((instance) => instance.id),
      [stray],
    );
    assert.equal((await engine.cancel(id, { keepRunning: false })).terminated, 3);
    assert.match((await stateOf(stray)) ?? '', /shutting-down|terminated/);
    assert.equal((await engine.view(id)).strays, undefined);
  });
});
