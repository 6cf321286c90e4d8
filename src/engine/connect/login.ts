/** Who logs into instances by ssh, and with what. */
export interface Login {
  /** Folder of this user alone, in which the key and the hosts' keys are kept. */
  readonly folder: string;
  /** By default the one of the instance's image; of one that is unknown, `usualUser`. */
  readonly user?: string | undefined;
  /** The user's own private key; without it one is made, and let in for a minute. */
  readonly identityFile?: string | undefined;
}
