/** The login user and credentials for ssh. */
export interface Login {
  /** Folder that only this user can read, with the key and the known host keys. */
  readonly folder: string;
  /** By default, that of the instance's image; if unknown, `usualUser`. */
  readonly user?: string | undefined;
  /** The user's own private key; without it, one is created, and authorized for a minute. */
  readonly identityFile?: string | undefined;
}
