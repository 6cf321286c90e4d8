import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import {
  DeleteParametersCommand,
  PutParameterCommand,
  paginateDescribeParameters,
} from '@aws-sdk/client-ssm';
import { Failure } from '../../engine/failure';
import type { SecretStore } from '../../engine/ports';
import { type SecretServices, secretsRoot } from '../../plan/plan';
import { partitionOf } from '../../sweep/partition';
import type { SecretSource } from '../../sweep/secret-source';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { tagList } from '../tag-list';

/** The maximum number of names in one DeleteParameters call. */
const mostNames = 10;

/** The Parameter Store and Secrets Manager of a region. */
export class AwsSecrets implements SecretStore {
  constructor(
    private readonly region: string,
    private readonly clients: Clients,
  ) {}

  get services(): SecretServices {
    const { endpoint } = this.clients;
    const address = (service: string): string =>
      endpoint?.replace(/\/+$/, '') ?? `https://${service}.${this.region}.${partitionOf(this.region).domain}`;
    return { ssm: address('ssm'), secretsmanager: address('secretsmanager') };
  }

  async has(source: Exclude<SecretSource, { from: 'env' }>, signal?: AbortSignal): Promise<boolean> {
    const { from, name } = source;
    if (from === 'ssm') return (await this.#named([{ Key: 'Name', Values: [name] }], signal)).length > 0;
    try {
      await this.#call('DescribeSecret', () =>
        this.clients
          .secretsManager(this.region)
          .send(new DescribeSecretCommand({ SecretId: name }), abort(signal)),
      );
      return true;
    } catch (error) {
      if (error instanceof Failure && error.code.startsWith('ResourceNotFound')) return false;
      throw error;
    }
  }

  async keep(name: string, value: string, signal?: AbortSignal): Promise<void> {
    try {
      await this.#call('PutParameter', () =>
        this.#ssm.send(
          new PutParameterCommand({
            Name: name,
            Value: value,
            Type: 'SecureString',
            Tags: tagList({ 'spawn:managed': 'true' }),
          }),
          abort(signal),
        ),
      );
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('ParameterAlreadyExists')) throw error;
    }
  }

  async remove(names: readonly string[], signal?: AbortSignal): Promise<void> {
    for (let from = 0; from < names.length; from += mostNames)
      await this.#call('DeleteParameters', () =>
        this.#ssm.send(
          new DeleteParametersCommand({ Names: names.slice(from, from + mostNames) }),
          abort(signal),
        ),
      );
  }

  kept(signal?: AbortSignal): Promise<readonly string[]> {
    return this.#named(
      [{ Key: 'Path', Option: 'Recursive', Values: [secretsRoot.replace(/\/$/, '')] }],
      signal,
    );
  }

  get #ssm() {
    return this.clients.ssm(this.region);
  }

  #call<T>(action: string, work: () => Promise<T>): Promise<T> {
    return this.clients.call({ action, region: this.region }, work);
  }

  async #named(
    filters: readonly { readonly Key: string; readonly Option?: string; readonly Values: string[] }[],
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> {
    const names: string[] = [];
    const pages = paginateDescribeParameters(
      { client: this.#ssm, pageSize: 50 },
      { ParameterFilters: [...filters] },
      abort(signal),
    );
    for (;;) {
      const page = await this.#call('DescribeParameters', () => pages.next());
      if (page.done) return names;
      names.push(...(page.value.Parameters ?? []).flatMap(({ Name }) => Name ?? []));
    }
  }
}
