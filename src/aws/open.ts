import type { Connection } from '../engine/connection';
import type { Engine } from '../engine/engine';

/** Builds an engine on the AWS SDK. Nothing is sent before the first call. */
export declare function openEngine(connection: Connection): Engine;

/** Region of the connection: its own, AWS_REGION, or the profile's. Undefined when none says one. */
export declare function regionOf(connection: Connection): Promise<string | undefined>;
