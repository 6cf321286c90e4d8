import type { Run } from '../sweep/run';
import type { Price, Prices } from './price';

/** One line of an estimate's arithmetic: `9 × 1h × $0.0416 = $0.3744`. */
export interface CostLine {
  readonly label: string;
  readonly count: number;
  readonly hours: number;
  readonly price: Price;
  readonly usd: number;
}

/** The most a sweep can cost if every run lives to its TTL. */
export interface Estimate {
  /** USD: instances, EBS and public IPv4. A lower bound where `unpriced` or `endless` is not empty. */
  readonly usd: number;
  readonly instances: readonly CostLine[];
  readonly volumes: readonly CostLine[];
  readonly addresses: readonly CostLine[];
  /** `type in region` without a known price. */
  readonly unpriced: readonly string[];
  /** How many runs have no TTL: their bill has no end. */
  readonly endless: number;
}

export declare function estimateOf(runs: readonly Run[], prices: Prices): Estimate;

/** USD as a user reads it: figures below a cent keep their digits, nothing is rounded to nothing. */
export declare function formatUsd(usd: number): string;
