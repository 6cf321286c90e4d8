import type { Price, Prices } from '../../../src/cost/price';
import type { Run, RunSettings } from '../../../src/sweep/run';
import { runOf } from '../../sample-sweep';

const price = (usdPerHour: number): Price => ({ usdPerHour, source: 'test', asOf: '2026-01-27' });

/** Prices of two types in us-east-1; a spot price for one of them; nothing elsewhere. */
export const testPrices: Prices = {
  onDemand: (type, region) => {
    const found = new Map([
      ['t3.micro', 0.0104],
      ['t3.medium', 0.0416],
    ]).get(type);
    return found === undefined || region !== 'us-east-1' ? undefined : price(found);
  },
  spot: (type, region) => (type === 't3.medium' && region === 'us-east-1' ? price(0.0125) : undefined),
  volume: (region) => (region === 'us-east-1' ? price(0.08 / 730) : undefined),
  publicIpv4: () => price(0.005),
};

export const runWith = (settings: Partial<RunSettings>, index = 0): Run =>
  runOf(index, { onComplete: 'keep', ...settings });
