import type { InstanceType } from '../cost/price';
import { bundledPrices, instanceTypes } from '../cost/table';
import type { Clock } from '../engine/clock';
import type { Connection } from '../engine/connection';
import type { Bucket, Cloud, Compute, SecretStore } from '../engine/ports';
import { AwsAccount } from './account';
import { AnswerClock } from './answer-clock';
import { Clients } from './clients';
import { Ec2Compute } from './ec2/compute';
import type { FetchText } from './ec2/ssh-access';
import { Throttle } from './ec2/throttle';
import { failureOf } from './failure';
import { LivePrices } from './prices/live';
import { noShelf, type PriceShelf } from './prices/shelf';
import { regionOfConnection } from './region';
import { dataKeys } from './s3/data-keys';
import { S3Store } from './s3/store';
import { AwsSecrets } from './ssm/secrets';

/** AWS, or a program that implements its protocols at the connection's endpoint, as the ports of the engine. */
export function awsCloud(
  connection: Connection,
  clock: Clock,
  priceTable: string,
  fetchText: FetchText = isLoopback(connection.endpoint) ? loopbackAddress : fetchFromWeb,
  shelf: PriceShelf = noShelf,
): Cloud {
  const answers = new AnswerClock(clock);
  const clients = new Clients(connection, () => account.identity(), answers);
  const account = new AwsAccount(clients, () => regionOfConnection(connection), clock);
  const computes = new Map<string, Compute>();
  const secrets = new Map<string, SecretStore>();
  const stores = new Map<string, Bucket>();
  const prices = new LivePrices(bundledPrices(priceTable), clients, clock, shelf);
  let types: ReadonlyMap<string, InstanceType> | undefined;
  return {
    account,
    compute: (region) =>
      remembered(
        computes,
        region,
        () => new Ec2Compute(region, clients, new Throttle(clock), fetchText, clock),
      ),
    store: (bucket, region) =>
      remembered(stores, `${bucket} ${region}`, () => new S3Store(bucket, region, clients)),
    objectKeys: (bucket, prefix, signal) => dataKeys(clients, bucket, prefix, signal),
    secrets: (region) => remembered(secrets, region, () => new AwsSecrets(region, clients)),
    prices,
    loadPrices: (wishes, signal) => prices.load(wishes, signal),
    instanceType: (name) => {
      types ??= instanceTypes(priceTable);
      return types.get(name);
    },
    ahead: () => answers.ahead(),
    calls: () => clients.calls.snapshot(),
    dispose: () => clients.dispose(),
  };
}

const isLoopback = (endpoint: string | undefined): boolean =>
  endpoint !== undefined && new URL(endpoint).hostname === '127.0.0.1';

/** Connections to a cloud on this machine, and to its instances, use this address. */
const loopbackAddress: FetchText = async () => '127.0.0.1';

const fetchFromWeb: FetchText = async (url, signal) => {
  try {
    return await (await fetch(url, { signal: signal ?? null })).text();
  } catch (error) {
    throw failureOf(error, { action: url });
  }
};

function remembered<T>(known: Map<string, T>, name: string, make: () => T): T {
  const before = known.get(name);
  if (before !== undefined) return before;
  const made = make();
  known.set(name, made);
  return made;
}
