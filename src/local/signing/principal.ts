/** Who sent a request, once its signature has been checked. */
export type Principal = AccountPrincipal | RolePrincipal | UserPrincipal;

/** The account's own administrator, who may do everything. */
export interface AccountPrincipal {
  readonly kind: 'account';
  readonly accessKeyId: string;
}

export interface RolePrincipal {
  readonly kind: 'role';
  readonly accessKeyId: string;
  readonly roleName: string;
  /** The instance that has taken the role on. */
  readonly sessionName: string;
}

export interface UserPrincipal {
  readonly kind: 'user';
  readonly accessKeyId: string;
  readonly userName: string;
}

/** A key that may sign, and whom it speaks for. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch after which it no longer signs. */
  readonly expiresAt?: number;
  readonly principal: Principal;
}

/** Finds a key by its id, where it holds in this region. */
export type KeyRing = (accessKeyId: string, region: string) => Key | undefined;
