import { Failure } from '../../engine/failure';
import type { Clients } from '../clients';

export type IamClient = ReturnType<Clients['iam']>;

/** Calls to IAM. All errors are a Failure. */
export class IamCalls {
  constructor(
    private readonly clients: Clients,
    private readonly region: string,
  ) {}

  get client(): IamClient {
    return this.clients.iam(this.region);
  }

  call<T>(action: string, work: (client: IamClient) => Promise<T>): Promise<T> {
    return this.clients.call({ action }, () => work(this.client));
  }

  /** Undefined if it doesn't exist. */
  async found<T>(action: string, ask: (client: IamClient) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.call(action, ask);
    } catch (error) {
      if (error instanceof Failure && error.kind === 'not-found') return undefined;
      throw error;
    }
  }

  /** A resource that already exists is as good as one that was just created. */
  async once<T>(action: string, make: (client: IamClient) => Promise<T>): Promise<void> {
    try {
      await this.call(action, make);
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('EntityAlreadyExists')) throw error;
    }
  }
}
