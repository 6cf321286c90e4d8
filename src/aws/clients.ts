import { EC2Client } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { IAMClient } from '@aws-sdk/client-iam';
import { PricingClient } from '@aws-sdk/client-pricing';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Pluggable } from '@smithy/types';
import type { Connection } from '../engine/connection';
import type { Identity } from '../engine/ports';
import { partitionOf } from '../sweep/partition';
import type { AnswerClock } from './answer-clock';
import { CallCounter } from './call-counter';
import { explainCredentials } from './credentials';
import { type Doing, failureOf } from './failure';
import { proxyAgent } from './proxy';
import { bucketOwner } from './s3/bucket-owner';

/** Milliseconds. A RunInstances call for 100 instances can take half a minute. */
const timeouts = { connectionTimeout: 10_000, requestTimeout: 90_000 };

/** The SDK's clients of one connection. They are created on first use and kept, because they hold connections and credentials. */
export class Clients {
  readonly calls = new CallCounter();
  readonly #proxy = proxyAgent();
  readonly #credentials: ReturnType<typeof fromNodeProviderChain> | NonNullable<Connection['credentials']>;
  readonly #ec2 = this.#byRegion(EC2Client, 4);
  readonly #ec2Once = this.#byRegion(EC2Client, 1);
  readonly #s3 = new ByRegion((region) => {
    const style = this.endpoint === undefined ? {} : { forcePathStyle: true };
    const client = new S3Client({ ...this.#config(region, 5), ...style });
    client.middlewareStack.use(this.#plugin());
    client.middlewareStack.use(bucketOwner(async () => (await this.identity()).account));
    return client;
  });
  readonly #ssm = this.#byRegion(SSMClient, 4);
  readonly #secretsManager = this.#byRegion(SecretsManagerClient, 4);
  readonly #iam = this.#byRegion(IAMClient, 5);
  readonly #instanceConnect = this.#byRegion(EC2InstanceConnectClient, 3);
  readonly #pricing = this.#byRegion(PricingClient, 2);
  readonly #quotas = this.#byRegion(ServiceQuotasClient, 2);
  readonly #sts = this.#byRegion(STSClient, 3);

  constructor(
    readonly connection: Connection,
    /** The access key id of the credentials. */
    readonly identity: () => Promise<Identity>,
    private readonly answers: AnswerClock,
  ) {
    // Users of VS Code can't choose its Node version, and the SDK's warnings would mix with the command's output.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const { credentials, mfaCode, profile } = connection;
    this.#credentials =
      credentials ??
      fromNodeProviderChain({
        ...(profile === undefined ? {} : { profile }),
        ...(mfaCode === undefined ? {} : { mfaCodeProvider: mfaCode }),
        ...(this.#proxy === undefined ? {} : { clientConfig: { requestHandler: this.#requestHandler() } }),
      });
  }

  /** @param maxAttempts how often the SDK itself sends a call */
  #byRegion<C extends Client, Input extends object, Output extends object>(
    make: new (config: Config) => C & Watchable<Input, Output>,
    maxAttempts: number,
  ): ByRegion<C> {
    return new ByRegion((region) => {
      const client = new make(this.#config(region, maxAttempts));
      client.middlewareStack.use(this.#plugin());
      return client;
    });
  }

  #requestHandler() {
    return { ...timeouts, ...(this.#proxy === undefined ? {} : { httpsAgent: this.#proxy }) };
  }

  /** Counts requests, and reads the time from the answers. */
  #plugin<Input extends object, Output extends object>(): Pluggable<Input, Output> {
    return {
      applyToStack: (stack) => {
        this.calls.plugin<Input, Output>().applyToStack(stack);
        this.answers.plugin<Input, Output>().applyToStack(stack);
      },
    };
  }

  /** For calls that the SDK can retry immediately. */
  ec2 = (region: string): EC2Client => this.#ec2.get(region);
  /** For calls that the engine retries: the SDK's own retries would empty AWS's token bucket, which holds five. */
  ec2Once = (region: string): EC2Client => this.#ec2Once.get(region);
  s3 = (region: string): S3Client => this.#s3.get(region);
  ssm = (region: string): SSMClient => this.#ssm.get(region);
  secretsManager = (region: string): SecretsManagerClient => this.#secretsManager.get(region);
  iam = (region: string): IAMClient => this.#iam.get(region);
  sts = (region: string): STSClient => this.#sts.get(region);

  pricing = (region: string): PricingClient => this.#pricing.get(region);
  instanceConnect = (region: string): EC2InstanceConnectClient => this.#instanceConnect.get(region);
  quotas = (region: string): ServiceQuotasClient => this.#quotas.get(region);

  /** The port for SSH connections to instances, if it isn't 22. */
  get sshPort(): number | undefined {
    return this.connection.sshPort;
  }

  /** Endpoint of a cloud other than AWS; undefined: AWS. */
  get endpoint(): string | undefined {
    return this.connection.endpoint ?? process.env['AWS_ENDPOINT_URL'];
  }

  /** The STS endpoint of a region. */
  stsUrl(region: string): string {
    return this.endpoint?.replace(/\/+$/, '') ?? `https://sts.${region}.${partitionOf(region).domain}`;
  }

  /** Milliseconds since the epoch; undefined for credentials that don't expire. */
  async credentialsExpireAt(): Promise<number | undefined> {
    const { region } = this.connection;
    const credentials = await this.call({ action: 'GetCallerIdentity' }, () =>
      this.sts(region ?? 'us-east-1').config.credentials(),
    );
    return credentials.expiration?.getTime();
  }

  /** Runs one operation of the SDK, and turns any error into a Failure. */
  async call<T>(doing: Doing, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const where = this.doing(doing);
      const failure = failureOf(error, where);
      throw failure.kind === 'credentials' ? await explainCredentials(failure, where, this) : failure;
    }
  }

  doing(doing: Doing): Doing {
    const { endpoint } = this;
    const { profile } = this.connection;
    return {
      ...doing,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(endpoint !== undefined && this.connection.endpoint === undefined ? { foreign: true } : {}),
      ...(profile === undefined ? {} : { profile }),
    };
  }

  dispose(): void {
    const all = [
      this.#ec2,
      this.#ec2Once,
      this.#s3,
      this.#ssm,
      this.#secretsManager,
      this.#iam,
      this.#sts,
      this.#pricing,
      this.#quotas,
      this.#instanceConnect,
    ];
    for (const clients of all) clients.dispose();
    this.#proxy?.destroy();
  }

  #config(region: string, maxAttempts: number): Config {
    const { endpoint } = this;
    return {
      region,
      maxAttempts,
      credentials: this.#credentials,
      requestHandler: this.#requestHandler(),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  }
}

/** The configuration of every client. */
interface Config {
  readonly region: string;
  readonly maxAttempts: number;
  readonly credentials: ReturnType<typeof fromNodeProviderChain> | NonNullable<Connection['credentials']>;
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
  readonly endpoint?: string;
}

/** The part that all clients of the SDK have in common. */
interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
  destroy(): void;
}

/** A client whose calls can be counted. */
interface Watchable<Input extends object, Output extends object> {
  readonly middlewareStack: { use(plugin: Pluggable<Input, Output>): void };
}

/** One client per region. */
class ByRegion<C extends Client> {
  readonly #made = new Map<string, C>();

  constructor(private readonly make: (region: string) => C) {}

  get(region: string): C {
    const known = this.#made.get(region);
    if (known !== undefined) return known;
    const made = this.make(region);
    // The SDK's logging copies every answer, field by field, even if no logger is set.
    made.middlewareStack.remove('loggerMiddleware');
    this.#made.set(region, made);
    return made;
  }

  dispose(): void {
    for (const client of this.#made.values()) client.destroy();
    this.#made.clear();
  }
}
