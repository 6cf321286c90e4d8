/** How a burstable instance pays for CPU above its baseline (docs.aws.amazon.com/AWSEC2: Burstable performance instances). */
export type CpuCredits = 'standard' | 'unlimited';

interface Burstable {
  readonly vcpus: number;
  /** Credits earned per hour; one credit is one vCPU for one minute. */
  readonly earned: number;
}

const sizes: Readonly<Record<string, Burstable>> = {
  nano: { vcpus: 2, earned: 6 },
  micro: { vcpus: 2, earned: 12 },
  small: { vcpus: 2, earned: 24 },
  medium: { vcpus: 2, earned: 24 },
  large: { vcpus: 2, earned: 36 },
  xlarge: { vcpus: 4, earned: 96 },
  '2xlarge': { vcpus: 8, earned: 192 },
};

const sizesOfT2: Readonly<Record<string, Burstable>> = {
  nano: { vcpus: 1, earned: 3 },
  micro: { vcpus: 1, earned: 6 },
  small: { vcpus: 1, earned: 12 },
  medium: { vcpus: 2, earned: 24 },
  large: { vcpus: 2, earned: 36 },
  xlarge: { vcpus: 4, earned: 54 },
  '2xlarge': { vcpus: 8, earned: 81.6 },
};

interface Family {
  readonly sizes: Readonly<Record<string, Burstable>>;
  /** EC2's default if a launch doesn't set it. */
  readonly usual: CpuCredits;
  /** USD per vCPU-hour above the baseline, Linux, in every commercial region (aws.amazon.com/ec2/pricing/on-demand). */
  readonly usdPerVcpuHour: number;
}

const families: Readonly<Record<string, Family>> = {
  t2: { sizes: sizesOfT2, usual: 'standard', usdPerVcpuHour: 0.05 },
  t3: { sizes, usual: 'unlimited', usdPerVcpuHour: 0.05 },
  t3a: { sizes, usual: 'unlimited', usdPerVcpuHour: 0.05 },
  t4g: { sizes, usual: 'unlimited', usdPerVcpuHour: 0.04 },
};

/** The behavior of a burstable type above its baseline. */
export interface CreditRule {
  readonly mode: CpuCredits;
  /** Share of each vCPU that the hourly price includes: 0.1 is 10 %. */
  readonly baseline: number;
  readonly vcpus: number;
  /** USD per hour if every vCPU is fully busy; 0 with `standard`, which throttles instead. */
  readonly usdPerHour: number;
}

/**
 * The rule for a type, or undefined if it isn't burstable.
 * @param wanted `cpu_credits` of the sweep file. Without it, EC2's default for each family: `unlimited` for T3, T3a,
 * and T4g, `standard` for T2.
 */
export function creditRuleOf(instanceType: string, wanted?: CpuCredits): CreditRule | undefined {
  const [familyName = '', size = ''] = instanceType.split('.');
  const family = Object.hasOwn(families, familyName) ? families[familyName] : undefined;
  const known = family !== undefined && Object.hasOwn(family.sizes, size) ? family.sizes[size] : undefined;
  if (family === undefined || known === undefined) return undefined;
  const { earned, vcpus } = known;
  const mode = wanted ?? family.usual;
  return {
    mode,
    vcpus,
    baseline: earned / 60 / vcpus,
    usdPerHour: mode === 'standard' ? 0 : (vcpus - earned / 60) * family.usdPerVcpuHour,
  };
}
