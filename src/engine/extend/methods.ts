import type { Clock } from '../clock';
import type { Engine } from '../engine';
import { whenNotFound } from '../failure';
import type { Tagger } from '../launch/tagger';
import type { Cloud } from '../ports';
import type { OpenSession } from '../session';
import { extendInstances } from './extend';
import { previewExtension } from './preview';

/** A longer life for instances. */
export const extendMethods = (
  open: OpenSession,
  engine: Pick<Engine, 'view'>,
  { clock, cloud, tagger }: { readonly clock: Clock; readonly cloud: Cloud; readonly tagger: Tagger },
): Pick<Engine, 'extend' | 'previewExtension'> => ({
  async previewExtension(instances, seconds, signal) {
    // A name that is still to be set would take the end along that the launch gave.
    await tagger.idle();
    signal?.throwIfAborted();
    const ids = [...new Set(instances.flatMap(({ tags }) => tags['sweep:id'] ?? []))];
    // One by one: of a sweep that is not known, the tags of its instances say enough.
    const views = await Promise.all(ids.map((id) => engine.view(id, signal).catch(whenNotFound(undefined))));
    const sweeps = views.filter((view) => view !== undefined);
    return previewExtension(instances, seconds, { now: clock.now(), prices: cloud.prices, sweeps });
  },

  async extend({ extensions }, signal) {
    await extendInstances(extensions, await open(signal));
  },
});
