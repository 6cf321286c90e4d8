import type { Connection } from '../engine/connection';

/** A local cloud that runs. */
export interface LocalCloud {
  readonly pid: number;
  readonly connection: Connection;
}

/** The local cloud of this user that answers; undefined when none runs. */
export declare function findLocalCloud(): Promise<LocalCloud | undefined>;

/** Starts `local.js` beside this bundle, detached, and waits for its first answer. @throws Failure in one sentence: no bwrap, no Linux. */
export declare function startLocalCloud(): Promise<LocalCloud>;

export declare function stopLocalCloud(cloud: LocalCloud): Promise<void>;
