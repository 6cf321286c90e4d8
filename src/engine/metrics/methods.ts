import type { Engine } from '../engine';
import type { OpenSession } from '../session';
import type { MetricChunks } from './metric-chunks';

/** What runs have reported while they ran. */
export function metricMethods(open: OpenSession, chunks: MetricChunks): Pick<Engine, 'metrics'> {
  return {
    async metrics(view, signal, newest) {
      const session = await open(signal);
      const { store } = await session.sweeps.open(view.id, signal);
      return chunks.read(view, store, signal, newest);
    },
  };
}
