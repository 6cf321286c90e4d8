import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { imageByParameter } from '../../../src/local/protocols/ec2/images';
import { interruptLocalInstances } from '../../../src/provider/interrupt';
import { eventually, openCloud, type TestCloud } from './harness';

const ImageId =
  imageByParameter('us-east-1', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64')
    ?.id ?? '';

describe('spot interruptions that a user asks for', () => {
  let at: TestCloud;
  beforeEach(async () => {
    at = await openCloud();
  });
  afterEach(() => at.close());

  /** Starts an instance, and waits until it is running. */
  async function started(spot: boolean): Promise<string> {
    const { Instances = [] } = await at.ec2.send(
      new RunInstancesCommand({
        ImageId,
        MinCount: 1,
        MaxCount: 1,
        InstanceType: 't3.micro',
        ...(spot ? { InstanceMarketOptions: { MarketType: 'spot' } } : {}),
      }),
    );
    const id = Instances[0]?.InstanceId ?? '';
    await eventually(async () => ((await stateOf(id)) === 'running' ? true : undefined));
    return id;
  }
  const found = async (id: string) =>
    (await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations?.[0]
      ?.Instances?.[0];
  const stateOf = async (id: string) => (await found(id))?.State?.Name;

  it('give spot instances two minutes, once, and leave the others alone', async () => {
    const [spot, other, onDemand] = [await started(true), await started(true), await started(false)];
    assert.deepEqual(await interruptLocalInstances([spot, onDemand, 'i-0', spot], at.stateFolder), [spot]);
    assert.deepEqual(await interruptLocalInstances([spot], at.stateFolder), []);
    at.cloud.control.advance(119_000);
    assert.equal(await stateOf(spot), 'running');
    at.cloud.control.advance(1_000);
    await eventually(async () => ((await stateOf(spot)) === 'terminated' ? true : undefined));
    assert.equal((await found(spot))?.StateReason?.Code, 'Server.SpotInstanceTermination');
    assert.deepEqual([await stateOf(other), await stateOf(onDemand)], ['running', 'running']);
    assert.deepEqual(await interruptLocalInstances([spot], at.stateFolder), []);
  });

  it('are refused to whoever cannot read the secret, and to what is no command', async () => {
    const spot = await started(true);
    const body = JSON.stringify({ instances: [spot] });
    const proofOf = (text: string, secret = at.cloud.secretAccessKey): string =>
      createHmac('sha256', secret).update(`spawn-local-interrupt ${process.pid} ${text}`).digest('hex');
    const send = async (sent: string, proof: string | undefined, method = 'POST'): Promise<number> => {
      const { status } = await fetch(new URL('/_spawn/interrupt', at.cloud.endpoint), {
        method,
        ...(proof === undefined ? {} : { headers: { 'x-spawn-proof': proof } }),
        ...(method === 'GET' ? {} : { body: sent }),
      });
      return status;
    };
    assert.equal(await send(body, undefined), 404);
    assert.equal(await send(body, ''), 404);
    assert.equal(await send(body, 'ab'.repeat(32)), 404);
    assert.equal(await send(body, proofOf(body, 'other')), 404);
    assert.equal(await send(body, proofOf('{}')), 404);
    assert.equal(await send('', proofOf(''), 'GET'), 404);
    assert.equal(await send('x'.repeat(70_000), proofOf(body)), 413);
    assert.equal(await send('no JSON', proofOf('no JSON')), 400);
    // None of it has interrupted anything.
    at.cloud.control.advance(200_000);
    assert.equal(await stateOf(spot), 'running');
  });

  it('are impossible where no cloud runs', async () => {
    await assert.rejects(interruptLocalInstances(['i-0'], `${at.stateFolder}/none`), {
      code: 'LocalCloudNotRunning',
    });
  });
});
