import { Failure } from '../../engine/failure';
import type { Clients } from '../clients';

export type IamClient = ReturnType<Clients['iam']>;

/** Calls of IAM; whatever they throw is a Failure. */
export class IamCalls {
  constructor(
    private readonly clients: Clients,
    private readonly region: string,
  ) {}

  get client(): IamClient {
    return this.clients.iam(this.region);
  }

  told<T>(action: string, work: (client: IamClient) => Promise<T>): Promise<T> {
    return this.clients.told({ action }, () => work(this.client));
  }

  /** Undefined if it doesn't exist. */
  async found<T>(action: string, ask: (client: IamClient) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.told(action, ask);
    } catch (error) {
      if (error instanceof Failure && error.kind === 'not-found') return undefined;
      throw error;
    }
  }

  /** That it is there already is as good as having made it. */
  async once<T>(action: string, make: (client: IamClient) => Promise<T>): Promise<void> {
    try {
      await this.told(action, make);
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('EntityAlreadyExists')) throw error;
    }
  }
}
