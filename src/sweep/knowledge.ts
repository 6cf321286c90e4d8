import type { Accelerator } from './accelerators';
import type { Run } from './run';
import type { ShellParser } from './script/shell';

/** What is known of an instance type when a file is checked. */
export interface KnownInstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly architectures: readonly string[];
  readonly spot: boolean;
  /** AWS sells a newer generation instead. */
  readonly previousGeneration?: boolean;
}

/** What is known of an image that a file names by its id. */
export interface KnownImage {
  readonly architecture?: string;
  /** GiB that its root volume takes at least. */
  readonly diskGib?: number;
  /** GiB of its further volumes together; missing: it has none. */
  readonly furtherGib?: number;
  /** Its system as EC2 bills it, where that is not plain Linux. */
  readonly platform?: string;
  /** What it has drivers for; missing where that is not known. */
  readonly drivers?: readonly Accelerator[];
}

/** Facts that sharpen problems and completions. Each may be left out: then nothing is said about it. */
export interface Knowledge {
  /** Every instance type by name; one that is not in it is a warning, as lists age. */
  readonly instanceTypes?: ReadonlyMap<string, KnownInstanceType>;
  /** Region names. */
  readonly regions?: readonly string[];
  /** USD per hour of a type in a region on the spot market, now. */
  spotPrice?(instanceType: string, region: string): number | undefined;
  /** USD that the sweep costs at most; undefined where a price is unknown. */
  estimate?(runs: readonly Run[]): number | undefined;
  /** Why no budget can be held for these runs, a sentence each; `certain` where no price could change it. */
  budgetGaps?(runs: readonly Run[]): readonly { readonly text: string; readonly certain: boolean }[];
  /** The quota that holds a type: vCPUs that the account may run at once in a region, of all types under the same code. */
  vcpuQuota?(
    instanceType: string,
    region: string,
    spot: boolean,
  ): { readonly code: string; readonly vcpus: number } | undefined;
  /** What EC2 said of an image. */
  image?(ami: string): KnownImage | undefined;
  /** Reads shell scripts; loaded once by a face. */
  readonly shell?: ShellParser | undefined;
  /** Bytes of the user data that this script becomes, packed with the agent. */
  packedSize?(script: string): number;
}
