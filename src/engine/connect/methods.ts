import { runPrefix } from '../../agent/record';
import type { Engine } from '../engine';
import type { Cloud } from '../ports';
import type { OpenSession } from '../session';
import { trackOne } from '../track/tracker';
import { keysOnConsole } from './console-keys';

/** Ways to an instance. */
export const connectMethods = (
  open: OpenSession,
  cloud: Cloud,
): Pick<Engine, 'consoleOutput' | 'hostKeys' | 'openSsh' | 'startSession'> => ({
  async hostKeys(sweepId, runName, signal) {
    const session = await open(signal);
    const { local } = session;
    const sweep = await session.book.open(sweepId, signal);
    const key = `${runPrefix(sweepId, runName)}host-key.pub`;
    const published = await sweep.store.readText(key, signal);
    if (published !== undefined || sweep.store !== local) return published;
    const { runs } = await trackOne(sweep, session);
    const instance = runs.find(({ name }) => name === runName)?.instance;
    if (instance === undefined) return undefined;
    const keys = await keysOnConsole(cloud.compute(instance.region), instance.id, signal);
    if (keys !== undefined) await local.write(key, keys);
    return keys;
  },

  async openSsh(instance, { publicKey, user }, signal) {
    const compute = cloud.compute(instance.region);
    await compute.openSsh(instance, signal);
    if (publicKey !== undefined) await compute.sendSshKey(instance, user, publicKey, signal);
  },

  async startSession({ id, region }, signal) {
    return cloud.compute(region).startSession(id, signal);
  },

  async consoleOutput({ id, region }, signal) {
    return cloud.compute(region).consoleOutput(id, 'latest', signal);
  },
});
