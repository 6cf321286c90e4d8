/** The sender of a request, after its signature was verified. */
export type Principal = AccountPrincipal | RolePrincipal | UserPrincipal;

/** The account's own administrator, who has all permissions. */
export interface AccountPrincipal {
  readonly kind: 'account';
  readonly accessKeyId: string;
}

export interface RolePrincipal {
  readonly kind: 'role';
  readonly accessKeyId: string;
  readonly roleName: string;
  /** The instance that has assumed the role. */
  readonly sessionName: string;
}

export interface UserPrincipal {
  readonly kind: 'user';
  readonly accessKeyId: string;
  readonly userName: string;
}

/** An access key, and its principal. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch when it expires. */
  readonly expiresAt?: number;
  readonly principal: Principal;
}

/** Finds a key by its ID, if it is valid in this region. */
export type KeyRing = (accessKeyId: string, region: string) => Key | undefined;
