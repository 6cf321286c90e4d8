/** Who sent a request, once its signature has been checked. */
export type Principal =
  | { readonly kind: 'account'; readonly accessKeyId: string }
  | {
      readonly kind: 'role';
      readonly accessKeyId: string;
      readonly roleName: string;
      /** The instance that wears the role. */
      readonly sessionName: string;
    };

/** A key that may sign, and whom it speaks for. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch after which it no longer signs. */
  readonly expiresAt?: number;
  readonly principal: Principal;
}

/** Finds a key by its id. */
export type KeyRing = (accessKeyId: string) => Key | undefined;
