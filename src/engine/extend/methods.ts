import type { Clock } from '../clock';
import type { Engine } from '../engine';
import { whenNotFound } from '../failure';
import type { Tagger } from '../launch/tagger';
import type { Cloud } from '../ports';
import type { OpenSession } from '../session';
import { extendInstances } from './extend';
import { previewExtension } from './preview';

/** Extending the TTL of instances. */
export const extendMethods = (
  open: OpenSession,
  engine: Pick<Engine, 'view'>,
  { clock, cloud, tagger }: { readonly clock: Clock; readonly cloud: Cloud; readonly tagger: Tagger },
): Pick<Engine, 'extend' | 'previewExtension'> => ({
  async previewExtension(instances, seconds, signal) {
    // A pending name tag would also set the end from the launch.
    await tagger.idle();
    signal?.throwIfAborted();
    const ids = [...new Set(instances.flatMap(({ tags }) => tags['sweep:id'] ?? []))];
    // One by one: for an unknown sweep, the tags of its instances are enough.
    const views = await Promise.all(ids.map((id) => engine.view(id, signal).catch(whenNotFound(undefined))));
    const sweeps = views.filter((view) => view !== undefined);
    return previewExtension(instances, seconds, { now: clock.now(), prices: cloud.prices, sweeps });
  },

  async extend({ extensions }, signal) {
    await extendInstances(extensions, await open(signal));
  },
});
