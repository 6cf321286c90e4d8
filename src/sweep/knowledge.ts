import type { Accelerator } from './accelerators';
import type { Run } from './run';
import type { ShellParser } from './script/shell';

/** Properties of an instance type for the checks of a file. */
export interface KnownInstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly architectures: readonly string[];
  readonly spot: boolean;
  /** AWS sells a newer generation. */
  readonly previousGeneration?: boolean;
}

/** Properties of an image that a file names by its ID. */
export interface KnownImage {
  readonly architecture?: string;
  /** Minimum GiB of its root volume. */
  readonly diskGib?: number;
  /** Total GiB of its additional volumes; missing: it has none. */
  readonly furtherGib?: number;
  /** The operating system that EC2 bills, if it isn't plain Linux. */
  readonly platform?: string;
  /** The accelerators that it has drivers for; missing if unknown. */
  readonly drivers?: readonly Accelerator[];
}

/** Data that improves problems and completions. Each field is optional; without it, related problems aren't reported. */
export interface Knowledge {
  /** Every instance type by name; a type that isn't in it is a warning, since lists become outdated. */
  readonly instanceTypes?: ReadonlyMap<string, KnownInstanceType>;
  /** Region names. */
  readonly regions?: readonly string[];
  /** Current Spot price of a type in a region, USD per hour. */
  spotPrice?(instanceType: string, region: string): number | undefined;
  /** Maximum cost of the sweep, USD; undefined if a price is unknown. */
  estimate?(runs: readonly Run[]): number | undefined;
  /** Why no budget can be guaranteed for these runs, one sentence each; `certain` if no price could change that. */
  budgetGaps?(runs: readonly Run[]): readonly { readonly text: string; readonly certain: boolean }[];
  /** The quota of a type: the maximum number of the account's running vCPUs in a region, for all types with the same code. */
  vcpuQuota?(
    instanceType: string,
    region: string,
    spot: boolean,
  ): { readonly code: string; readonly vcpus: number } | undefined;
  /** EC2's description of an image. */
  image?(ami: string): KnownImage | undefined;
  /** Parses shell scripts; loaded once. */
  readonly shell?: ShellParser | undefined;
  /** Size of the compressed user data with this script and the agent, in bytes. */
  packedSize?(script: string): number;
}
