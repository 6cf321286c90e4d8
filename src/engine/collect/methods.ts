import type { Login } from '../connect/login';
import type { RunProgram } from '../connect/run-program';
import { openSshRoute } from '../connect/ssh-route';
import type { Engine } from '../engine';
import type { MetricChunks } from '../metrics/metric-chunks';
import { joiningLogs } from '../record/log-parts';
import type { KnownSweep } from '../record/sweep-repository';
import type { OpenSession, Session } from '../session';
import { ownFolder } from '../track/own-file';
import { trackOne } from '../track/tracker';
import { fetchKept, gatherResults, type KeepOptions } from './gather';
import { listedOnce } from './listed-once';
import { logEnd } from './log-end';
import { pacedProgress } from './paced-progress';
import { Readings } from './readings';
import { readResults } from './results';
import { RunningLogs } from './running-logs';

export interface CollectParts {
  /** Folder that only this user can read, with the ssh key and the known host keys. */
  readonly loginFolder: string;
  readonly run: RunProgram;
}

interface CollectTools extends CollectParts {
  readonly chunks: MetricChunks;
}

/** Logs and results of runs. */
export function collectMethods(
  open: OpenSession,
  engine: Pick<Engine, 'hostKeys' | 'loginUser' | 'openSsh'>,
  { chunks, loginFolder: folder, run }: CollectTools,
): Pick<Engine, 'collect' | 'fetchKept' | 'log' | 'logEnd' | 'results'> {
  const logs = new RunningLogs();
  const readings = new Readings();

  const keeping = (
    sweep: KnownSweep,
    session: Session,
    onProgress: KeepOptions['onProgress'],
    login?: Omit<Login, 'folder'>,
  ): KeepOptions => ({
    ...session,
    run,
    look: () => trackOne(sweep, session),
    onProgress: pacedProgress(session.clock, onProgress),
    reach: (instance) => openSshRoute(engine, instance, { ...login, folder }, session.signal),
  });

  return {
    async collect(sweepId, directory, onProgress, signal, { within, ...login } = {}) {
      const session = await open(signal);
      const sweep = await session.sweeps.open(sweepId, signal);
      return gatherResults(sweep, {
        ...keeping(sweep, session, onProgress, login),
        chunks,
        directory,
        within,
      });
    },

    async fetchKept(sweepId, signal) {
      const session = await open(signal);
      const sweep = await session.sweeps.open(sweepId, signal);
      return fetchKept(
        sweep,
        keeping(sweep, session, () => undefined),
      );
    },

    async results(sweepId, signal) {
      const session = await open(signal);
      const sweep = await session.sweeps.open(sweepId, signal);
      const view = await trackOne(sweep, session);
      const store = listedOnce(sweep.store);
      return readResults({
        view,
        readings,
        stores: sweep.store === session.local ? [store] : [joiningLogs(store), session.local],
        metrics: store,
        chunks,
        signal,
      });
    },

    async log(sweepId, runName, signal) {
      const session = await open(signal);
      const sweep = await session.sweeps.open(sweepId, signal);
      const folder = await ownFolder(sweep, runName, () => trackOne(sweep, session), signal);
      return folder === undefined ? undefined : logs.read(sweep.store, folder, signal);
    },

    async logEnd(sweepId, runName, bytes, signal) {
      const session = await open(signal);
      const sweep = await session.sweeps.open(sweepId, signal);
      const folder = await ownFolder(sweep, runName, () => trackOne(sweep, session), signal);
      return folder === undefined ? undefined : logEnd(sweep.store, folder, bytes, signal);
    },
  };
}
