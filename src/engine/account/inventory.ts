import type { Belonging, Instance } from '../ports';

/** The resources of Spawn in the account. */
export interface Inventory {
  readonly belongings: readonly Belonging[];
  /** Instances that EC2 returns and that aren't terminated. */
  readonly instances: readonly Instance[];
  /** What couldn't be checked, and why: sentences. */
  readonly unseen: readonly string[];
}

/** The result of a deletion. */
export interface Removal {
  readonly removed: readonly Belonging[];
  readonly left: readonly { readonly belonging: Belonging; readonly reason: string }[];
}
