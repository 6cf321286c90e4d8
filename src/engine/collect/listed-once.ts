import type { StoredObject } from '../ports';
import type { LogSource } from '../record/log-parts';

/** A store that lists each prefix once, for those who look for different things in the same list. */
export function listedOnce(store: LogSource): LogSource {
  const known = new Map<string, Promise<readonly StoredObject[]>>();
  return {
    read: (key, options) => store.read(key, options),
    readText: (key, signal) => store.readText(key, signal),
    async *list(prefix, signal) {
      const listed = known.get(prefix) ?? allOf(store.list(prefix, signal));
      known.set(prefix, listed);
      yield* await listed;
    },
  };
}

async function allOf(objects: AsyncIterable<StoredObject>): Promise<readonly StoredObject[]> {
  const all: StoredObject[] = [];
  for await (const object of objects) all.push(object);
  return all;
}
