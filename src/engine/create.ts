import { accountMethods } from './account/methods';
import { cancelMethods } from './cancel/methods';
import type { Random } from './clock';
import { cloudClock } from './cloud-clock';
import { type CollectParts, collectMethods } from './collect/methods';
import { connectMethods } from './connect/methods';
import { deleteMethods } from './delete/methods';
import { doctorMethods } from './doctor/methods';
import type { Engine } from './engine';
import { extendMethods } from './extend/methods';
import { inputMethods } from './inputs/methods';
import { ActiveLaunches } from './launch/active-launches';
import type { Self } from './launch/lease';
import { launchMethods } from './launch/methods';
import { Tagger } from './launch/tagger';
import { metricMethods } from './metrics/methods';
import { MetricChunks } from './metrics/metric-chunks';
import { launchRest } from './retry/drive';
import { retryMethods } from './retry/methods';
import type { Environment } from './secrets/needs';
import { type SessionParts, sessionsOf } from './session';
import { trackMethods } from './track/methods';

export { defaultBucket } from './session';

export interface EngineParts extends SessionParts, CollectParts {
  readonly random: Random;
  readonly self: Self;
  /** Variables that secrets can be read from; by default those of this process. */
  readonly environment?: Environment;
}

/** Creates an engine from the methods of all folders. */
export function createEngine(given: EngineParts): Engine {
  const parts = { ...given, clock: cloudClock(given.clock, given.cloud) };
  const { clock, cloud, random, self } = parts;
  const activeLaunches = new ActiveLaunches(self);
  const tagger = new Tagger(cloud, clock, random);
  const open = sessionsOf(parts, (sweepId) => activeLaunches.leads(sweepId));
  const tracking = trackMethods(open);
  const connecting = connectMethods(open, cloud);
  const launchParts = { environment: process.env, ...parts, activeLaunches, tagger };
  const account = accountMethods(open, tracking);
  const launching = launchMethods(open, { ...launchParts, launchRest });
  const chunks = new MetricChunks();
  return {
    ...account,
    ...launching,
    ...retryMethods(open, launchParts),
    ...inputMethods(open),
    ...doctorMethods(open, { ...account, ...launching }),
    ...tracking,
    ...cancelMethods(open, activeLaunches),
    ...deleteMethods(open, { clock, self }),
    ...extendMethods(open, tracking, { clock, cloud, tagger }),
    ...collectMethods(open, connecting, { ...parts, chunks }),
    ...metricMethods(open, chunks),
    ...connecting,
    async settle(onNamed) {
      const [failure] = await tagger.settle(onNamed);
      if (failure !== undefined) throw failure;
    },
    dispose() {
      activeLaunches.dispose();
      tagger.dispose();
      cloud.dispose();
    },
  };
}
