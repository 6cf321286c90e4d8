import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Price } from '../../cost/price';

/** A price, and when AWS returned it; milliseconds since the epoch. */
export interface ShelvedPrice extends Price {
  readonly at: number;
}

/** Prices that AWS has returned, by item: cached across processes. */
export interface PriceShelf {
  read(): Promise<ReadonlyMap<string, ShelvedPrice>>;
  /** Adds to the stored prices. */
  add(prices: ReadonlyMap<string, ShelvedPrice>): Promise<void>;
}

/** Doesn't store anything. */
export const noShelf: PriceShelf = { read: async () => new Map(), add: async () => undefined };

/** A file of this user. A file that is missing, damaged, or not writable has no effect: prices are requested again. */
export function openPriceShelf(file: string): PriceShelf {
  const read = async (): Promise<ReadonlyMap<string, ShelvedPrice>> => {
    try {
      const stored: unknown = JSON.parse(await fs.readFile(file, 'utf8'));
      return new Map(
        Object.entries(typeof stored === 'object' && stored !== null ? stored : {}).filter(isShelved),
      );
    } catch {
      return new Map();
    }
  };
  return {
    read,
    async add(prices) {
      const all = { ...Object.fromEntries(await read()), ...Object.fromEntries(prices) };
      const fresh = `${file}.${process.pid}`;
      try {
        await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await fs.writeFile(fresh, `${JSON.stringify(all)}\n`, { mode: 0o600 });
        await fs.rename(fresh, file);
      } catch {
        await fs.rm(fresh, { force: true }).catch(() => undefined);
      }
    },
  };
}

function isShelved(entry: [string, unknown]): entry is [string, ShelvedPrice] {
  const [, value] = entry;
  return (
    typeof value === 'object' &&
    value !== null &&
    'usdPerHour' in value &&
    typeof value.usdPerHour === 'number' &&
    value.usdPerHour > 0 &&
    'source' in value &&
    typeof value.source === 'string' &&
    'at' in value &&
    typeof value.at === 'number' &&
    (!('asOf' in value) || typeof value.asOf === 'string')
  );
}
