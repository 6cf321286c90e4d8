import { hostKeyFile, runFolder } from '../../agent/record';
import type { Engine } from '../engine';
import type { Cloud } from '../ports';
import type { OpenSession } from '../session';
import { readOwnFile } from '../track/own-file';
import { trackOne } from '../track/tracker';
import { keysOnConsole } from './console-keys';

/** Access to instances. */
export const connectMethods = (
  open: OpenSession,
  cloud: Cloud,
): Pick<Engine, 'consoleOutput' | 'hostKeys' | 'loginUser' | 'openSsh' | 'startSession'> => ({
  async hostKeys(sweepId, runName, signal) {
    const session = await open(signal);
    const { local } = session;
    const sweep = await session.sweeps.open(sweepId, signal);
    const look = () => trackOne(sweep, session);
    const published = await readOwnFile(sweep, runName, hostKeyFile, look, signal);
    if (published !== undefined || sweep.store !== local) return published;
    const { runs } = await look();
    const instance = runs.find(({ name }) => name === runName)?.instance;
    if (instance === undefined) return undefined;
    const keys = await keysOnConsole(cloud.compute(instance.region), instance.id, signal);
    const folder = runFolder(sweepId, runName, `kept:${instance.id}`);
    if (keys !== undefined) await local.write(`${folder}${hostKeyFile}`, keys);
    return keys;
  },

  async loginUser({ imageId, region }, signal) {
    return imageId === undefined
      ? undefined
      : (await cloud.compute(region).image(imageId, signal))?.loginUser;
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
