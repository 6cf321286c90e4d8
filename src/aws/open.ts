import * as path from 'node:path';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { runProgram } from '../engine/connect/run-program';
import type { Connection } from '../engine/connection';
import { createEngine } from '../engine/create';
import type { Engine } from '../engine/engine';
import type { Self } from '../engine/launch/lease';
import { openAccountDisk } from '../engine/record/account-disk';
import { newSelf } from '../engine/self';
import { stateFolder } from '../engine/state-folder';
import { systemClock } from '../engine/system-clock';
import { awsCloud } from './cloud';
import { openPriceShelf } from './prices/shelf';
import { regionOfConnection } from './region';

export { config as speak } from '@vscode/l10n';

/**
 * Creates an engine on the AWS SDK. Nothing is sent before the first call.
 * @param self identity for leases; with the identity of a closed engine, it continues to lead the sweeps of that engine
 */
export function openEngine(connection: Connection, self: Self = newSelf()): Engine {
  const folder = connection.stateFolder ?? stateFolder();
  return createEngine({
    cloud: awsCloud(
      connection,
      systemClock,
      priceTable,
      undefined,
      openPriceShelf(path.join(folder, 'prices.json')),
    ),
    diskOf: (account) => openAccountDisk(folder, account),
    clock: systemClock,
    random: Math.random,
    self,
    loginFolder: folder,
    run: runProgram,
    bucket: connection.bucket,
  });
}

/** Region of the connection: its own setting, AWS_REGION, or the profile's. Undefined if none of them sets one. */
export function connectionRegion(connection: Connection): Promise<string | undefined> {
  return regionOfConnection(connection);
}
