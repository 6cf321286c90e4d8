import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../../src/aws/cloud';
import { openPriceShelf } from '../../../src/aws/prices/shelf';
import { Failure } from '../../../src/engine/failure';
import { systemClock } from '../../../src/engine/system-clock';
import { FaultyEngine, type Mischief } from './faulty';
import { type Answer, ec2Error, startProxy } from './proxy';
import { requestFor, runOf, settingsOf, sweepOf, World } from './world';

const json = (value: unknown): Promise<Answer> =>
  Promise.resolve({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify(value)),
  });

const product = (usd: string) =>
  JSON.stringify({
    terms: {
      OnDemand: {
        'SKU.TERM': {
          effectiveDate: '2026-01-01T00:00:00Z',
          priceDimensions: { 'SKU.TERM.DIM': { unit: 'Hrs', pricePerUnit: { USD: usd } } },
        },
      },
    },
  });

const spotHistory = (prices: readonly (readonly [string, string])[]): Promise<Answer> =>
  Promise.resolve({
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(
      `<DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0</requestId><spotPriceHistorySet>${prices
        .map(
          ([zone, price]) =>
            `<item><instanceType>t3.micro</instanceType><productDescription>Linux/UNIX</productDescription><spotPrice>${price}</spotPrice><timestamp>2026-01-27T10:00:00.000Z</timestamp><availabilityZone>${zone}</availabilityZone></item>`,
        )
        .join('')}</spotPriceHistorySet></DescribeSpotPriceHistoryResponse>`,
    ),
  });

describe('AWS’s prices and quotas', () => {
  let world: World;
  let faulty: FaultyEngine;

  before(async () => {
    world = await World.start();
    await world.engine('settler').setUp();
  });
  after(() => world.stop());
  beforeEach(async () => {
    faulty = await FaultyEngine.start(world, 'here');
  });
  afterEach(() => faulty.stop());

  const preview = (mischief: Mischief, ...sweep: Parameters<typeof sweepOf>) => {
    faulty.mischief = mischief;
    return faulty.engine.preview(requestFor(sweepOf(...sweep)));
  };

  it('gives Spot runs the price of the most expensive zone in addition to their bound, and shows the source of each', async () => {
    const { estimate } = await preview(
      ({ action }) =>
        action === 'DescribeSpotPriceHistory'
          ? spotHistory([
              ['us-east-1a', '0.0031'],
              ['us-east-1b', '0.0042'],
            ])
          : undefined,
      2,
      { spot: true },
    );
    assert.deepEqual(
      estimate.instances.map(({ count, present, price }) => ({ count, present, price })),
      [
        {
          count: 2,
          price: { usdPerHour: 0.0104, source: 'bundled table', asOf: '2026-07-20' },
          present: { usdPerHour: 0.0042, source: 'DescribeSpotPriceHistory', asOf: '2026-01-27' },
        },
      ],
    );
  });

  it('asks for the prices of a region that the table does not cover, once for each type', async () => {
    const asked: string[] = [];
    const mischief: Mischief = ({ action }) => {
      if (action !== 'GetProducts') return undefined;
      asked.push(action);
      return json({
        FormatVersion: 'aws_v1',
        PriceList: [product(asked.length === 1 ? '0.0116' : '0.0876')],
      });
    };
    const { estimate } = await preview(mischief, 3, { region: 'eu-west-1' });
    assert.equal(asked.length, 2, 'the type, and its storage');
    assert.deepEqual(estimate.unpriced, []);
    assert.equal(estimate.instances[0]?.price.source, 'AWS Pricing API');
    assert.equal(estimate.instances[0]?.price.asOf, '2026-01-01');
    await preview(mischief, 3, { region: 'eu-west-1' });
    assert.equal(asked.length, 2);
  });

  it('caches prices of AWS for a day, for other processes too, and uses the last price if AWS can’t be reached', async () => {
    const folder = await fs.mkdtemp(path.join(tmpdir(), 'spawn-prices-'));
    let now = Date.UTC(2026, 0, 27, 10);
    let asked = 0;
    let answer: string | undefined = '0.0116';
    const proxy = await startProxy(world.cloud.endpoint, (passing) => {
      if (passing.action !== 'GetProducts') return passing.ask();
      asked += 1;
      return answer === undefined
        ? Promise.reject(new Error('connection lost'))
        : json({ FormatVersion: 'aws_v1', PriceList: [product(answer)] });
    });
    const process = async () => {
      const connection = { ...world.connection('prices'), endpoint: proxy.endpoint };
      const clock = { ...systemClock, now: () => now };
      const shelf = openPriceShelf(path.join(folder, 'prices.json'));
      const cloud = awsCloud(connection, clock, priceTable, undefined, shelf);
      await cloud.loadPrices([{ instanceType: 't3.micro', region: 'eu-west-1', spot: false }]);
      const known = cloud.prices.onDemand('t3.micro', 'eu-west-1');
      cloud.dispose();
      return known;
    };
    try {
      assert.equal((await process())?.usdPerHour, 0.0116);
      assert.equal(asked, 2, 'the type, and its storage');
      answer = '0.0120';
      now += 23 * 3_600_000;
      assert.equal((await process())?.usdPerHour, 0.0116, 'another process asks nothing within the day');
      assert.equal(asked, 2);
      now += 2 * 3_600_000;
      assert.equal((await process())?.usdPerHour, 0.012);
      answer = undefined;
      now += 30 * 24 * 3_600_000;
      assert.deepEqual(await process(), { usdPerHour: 0.012, source: 'AWS Pricing API', asOf: '2026-01-01' });
      assert.ok(asked > 4, 'it was asked for again');
      await fs.writeFile(path.join(folder, 'prices.json'), '{"t3.micro eu-w');
      assert.equal(await process(), undefined, 'a damaged file is as good as none');
    } finally {
      await proxy.close();
      await fs.rm(folder, { recursive: true });
    }
  });

  const imageAnswer = (more: string): Promise<Answer> =>
    Promise.resolve({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: Buffer.from(
        `<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0</requestId><imagesSet><item><imageId>${ami}</imageId><architecture>x86_64</architecture><rootDeviceName>/dev/sda1</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/sda1</deviceName><ebs><volumeSize>10</volumeSize></ebs></item><item><deviceName>/dev/sdb</deviceName><ebs><volumeSize>90</volumeSize><deleteOnTermination>false</deleteOnTermination></ebs></item><item><deviceName>/dev/sdc</deviceName><virtualName>ephemeral0</virtualName></item></blockDeviceMapping>${more}</item></imagesSet></DescribeImagesResponse>`,
      ),
    });
  const withImage =
    (more: string): Mischief =>
    ({ action, parameters }) =>
      action === 'DescribeImages'
        ? imageAnswer(more)
        : action === 'RunInstances' && parameters.get('DryRun') === 'true'
          ? Promise.resolve(ec2Error(412, 'DryRunOperation', 'Request would have succeeded.'))
          : undefined;
  const ami = 'ami-0123456789abcdef0';

  it('counts all volumes of an image, and has each of them encrypted and deleted with the instance', async () => {
    const { estimate } = await preview(withImage('<platformDetails>Linux/UNIX</platformDetails>'), 1, {
      ami,
    });
    assert.deepEqual(
      estimate.volumes.map(({ label }) => label),
      ['EBS gp3, 100 GiB in us-east-1'],
    );
    assert.deepEqual(estimate.unpriced, []);
    const [asked] = faulty.requests
      .filter(({ action }) => action === 'RunInstances')
      .map(({ parameters }) => [...parameters].filter(([key]) => key.startsWith('BlockDeviceMapping')));
    assert.deepEqual(Object.fromEntries(asked ?? []), {
      'BlockDeviceMapping.1.DeviceName': '/dev/sda1',
      'BlockDeviceMapping.1.Ebs.DeleteOnTermination': 'true',
      'BlockDeviceMapping.1.Ebs.Encrypted': 'true',
      'BlockDeviceMapping.1.Ebs.VolumeType': 'gp3',
      'BlockDeviceMapping.2.DeviceName': '/dev/sdb',
      'BlockDeviceMapping.2.Ebs.DeleteOnTermination': 'true',
      'BlockDeviceMapping.2.Ebs.Encrypted': 'true',
      'BlockDeviceMapping.2.Ebs.VolumeType': 'gp3',
    });
  });

  it('takes the price of Linux for no other system, and a price manually for any', async () => {
    const rhel = withImage('<platformDetails>Red Hat Enterprise Linux</platformDetails>');
    const { estimate } = await preview(rhel, 1, { ami });
    assert.deepEqual(estimate.unpriced, ['t3.micro with Red Hat Enterprise Linux in us-east-1']);
    assert.deepEqual(estimate.instances, []);
    const own = await preview(rhel, 1, { ami, price: 0.0704 });
    assert.deepEqual(own.estimate.unpriced, []);
    const market =
      '<platformDetails>Linux/UNIX</platformDetails><productCodes><item><productCode>x</productCode><type>marketplace</type></item></productCodes>';
    await faulty.stop();
    faulty = await FaultyEngine.start(world, 'market');
    const sold = await preview(withImage(market), 1, { ami });
    assert.deepEqual(sold.estimate.unpriced, ['t3.micro with AWS Marketplace in us-east-1']);
  });

  it('refuses a Windows image, on which the agent does nothing, with the reason', async () => {
    const windows = withImage(
      '<platformDetails>Windows with SQL Server</platformDetails><platform>windows</platform>',
    );
    await assert.rejects(
      preview(windows, 1, { ami }),
      (error) =>
        error instanceof Failure &&
        error.code === 'WindowsImage' &&
        /Windows with SQL Server.*Linux/.test(error.message),
    );
  });

  it('leaves a price unknown that no source has', async () => {
    const { estimate } = await preview(
      ({ action }) =>
        /Price|GetProducts/.test(action)
          ? Promise.resolve(ec2Error(403, 'UnauthorizedOperation', 'You are not authorized.'))
          : undefined,
      1,
      { region: 'eu-west-1', spot: true },
    );
    assert.ok(estimate.unpriced.some((name) => name.includes('t3.micro')));
  });

  it('reports which quota a sweep would exceed, before it is launched', async () => {
    const quota =
      (vcpus: number): Mischief =>
      ({ action }) =>
        action === 'GetServiceQuota'
          ? json({
              Quota: { QuotaCode: 'L-1216C47A', QuotaName: 'Running On-Demand Standard', Value: vcpus },
            })
          : undefined;
    const { notes } = await preview(quota(5), 4);
    assert.deepEqual(notes, [
      'Running everything at once requires 8 vCPUs in us-east-1, and the quota Running On-Demand Standard (L-1216C47A) allows 5: the remaining runs start as instances end.',
    ]);
    await faulty.stop();
    faulty = await FaultyEngine.start(world, 'here');
    assert.deepEqual((await preview(quota(5), 4, {}, { maxConcurrent: 2 })).notes, []);
    await faulty.stop();
    faulty = await FaultyEngine.start(world, 'here');
    const single = await preview(quota(1), 1);
    assert.match(single.notes[0] ?? '', /too few for a single run/);
  });

  it('is not asked twice for what all batches share', async () => {
    const runs = Array.from({ length: 6 }, (_, index) => ({
      ...runOf(index),
      settings: settingsOf({ instanceTypes: [index % 2 === 0 ? 't3.micro' : 't3.small'] }),
    }));
    await faulty.engine.preview(requestFor({ name: 'test', runs }));
    const counts = faulty.requests.filter(
      ({ action }) => action === 'GetServiceQuota' || action === 'GetParameter',
    );
    assert.deepEqual(counts.map(({ action }) => action).sort(), ['GetParameter', 'GetServiceQuota']);
  });
});
