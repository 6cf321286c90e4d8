import type { Instance, OwnedResource } from '../ports';

/** The resources of Spawn in the account. */
export interface Inventory {
  readonly ownedResources: readonly OwnedResource[];
  /** Instances that EC2 returns and that aren't terminated. */
  readonly instances: readonly Instance[];
  /** What couldn't be checked, and why: sentences. */
  readonly unseen: readonly string[];
}

/** The result of a deletion. */
export interface Removal {
  readonly removed: readonly OwnedResource[];
  readonly left: readonly { readonly ownedResource: OwnedResource; readonly reason: string }[];
}
