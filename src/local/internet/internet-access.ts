import type { Socket } from 'node:net';

/** The network of this computer, as far as instances can use it: web servers, by their names. */
export interface InternetAccess {
  /** Whether the host exists. */
  knows(name: string): Promise<boolean>;
  /** @throws Error if it isn't reachable, or not allowed */
  connect(name: string, port: number): Promise<Socket>;
}
