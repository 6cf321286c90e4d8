import type { Belonging, Instance } from '../ports';

/** What Spawn has in the account. */
export interface Inventory {
  readonly belongings: readonly Belonging[];
  /** Instances that EC2 shows and that are not terminated. */
  readonly instances: readonly Instance[];
  /** What couldn't be checked, and why: sentences. */
  readonly unseen: readonly string[];
}

/** What has become of a removal. */
export interface Removal {
  readonly removed: readonly Belonging[];
  readonly left: readonly { readonly belonging: Belonging; readonly reason: string }[];
}
