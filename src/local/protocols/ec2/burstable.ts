/** How an instance pays for CPU above its baseline. */
export type CreditOption = 'standard' | 'unlimited';

/** Properties of a burstable type as AWS lists them (docs.aws.amazon.com/AWSEC2: Key concepts for burstable performance instances). */
export interface Burstable {
  /** The default of a launch. */
  readonly usual: CreditOption;
  readonly vcpus: number;
  /** Share of each vCPU that the hourly price includes, in percent. */
  readonly baselinePercent: number;
  /** USD per vCPU-hour above it. */
  readonly surplusUsd: number;
}

/** vCPUs and baseline in percent, by size. */
const t3: Readonly<Record<string, readonly [number, number]>> = {
  nano: [2, 5],
  micro: [2, 10],
  small: [2, 20],
  medium: [2, 20],
  large: [2, 30],
  xlarge: [4, 40],
  '2xlarge': [8, 40],
};
const t2: typeof t3 = {
  nano: [1, 5],
  micro: [1, 10],
  small: [1, 20],
  medium: [2, 20],
  large: [2, 30],
  xlarge: [4, 22.5],
  '2xlarge': [8, 17],
};

/** Undefined for a type that isn't burstable. */
export function burstableOf(type: string): Burstable | undefined {
  const [, family, size = ''] = /^(t2|t3|t3a|t4g)\.(\w+)$/.exec(type) ?? [];
  const [vcpus, baselinePercent] = (family === 't2' ? t2 : t3)[size] ?? [];
  if (family === undefined || vcpus === undefined || baselinePercent === undefined) return undefined;
  return {
    usual: family === 't2' ? 'standard' : 'unlimited',
    vcpus,
    baselinePercent,
    surplusUsd: family === 't4g' ? 0.04 : 0.05,
  };
}
