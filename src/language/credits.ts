import { t } from '@vscode/l10n';
import { type CpuCredits, creditRuleOf } from '../cost/credits';
import { formatUsdPerHour } from '../cost/money';
import type { Prices } from '../cost/price';
import type { KnownInstanceType } from '../sweep/knowledge';

/** The meaning of a value of `cpu_credits`; undefined for an unknown value. */
export function meaningOfCredits(mode: string): string | undefined {
  switch (mode) {
    case 'unlimited':
      return t(
        'Full speed at any time. Each vCPU-hour above the baseline costs an additional $0.05 (T4g: $0.04), charged when the instance ends.',
      );
    case 'standard':
      return t(
        'No charges in addition to the hourly price. Without earned credits, the CPU is throttled to its baseline, such as 10 % of each vCPU on a t3.micro, from boot: T3, T3a, and T4g get no launch credits.',
      );
    default:
      return undefined;
  }
}

interface Market {
  readonly region: string;
  readonly prices: Prices | undefined;
  readonly types: ReadonlyMap<string, KnownInstanceType> | undefined;
}

/** The cost or the throttling of a busy script on this type, and a cheaper type for it. */
export function creditLines(
  type: KnownInstanceType,
  wanted: CpuCredits | undefined,
  market: Market,
): readonly string[] {
  const rule = creditRuleOf(type.name, wanted);
  if (rule === undefined) return [];
  const baseline = `${Number((rule.baseline * 100).toFixed(1))} %`;
  if (rule.mode === 'standard')
    return [t('`cpu_credits: standard`: throttled to {0} of each vCPU without earned credits.', baseline)];
  const price = market.prices?.onDemand(type.name, market.region);
  if (price === undefined) return [t('Each busy vCPU-hour above {0} incurs an additional charge.', baseline)];
  const busy = price.usdPerHour + rule.usdPerHour;
  const better = cheaperFixed(type, busy, market);
  return [
    t(
      'When always busy: {0} per hour, since CPU above {1} of each vCPU costs an additional {2} (`cpu_credits`).',
      formatUsdPerHour(busy),
      baseline,
      formatUsdPerHour(rule.usdPerHour),
    ),
    ...(better === undefined
      ? []
      : [
          t(
            '{0} has full vCPUs ({1} vCPU, {2} GiB) for {3} per hour.',
            better.type.name,
            better.type.vcpus,
            better.type.memoryGib,
            formatUsdPerHour(better.usdPerHour),
          ),
        ]),
  ];
}

/** The cheapest type without credits that is at least as large, if it costs less than the busy burstable type. */
function cheaperFixed(
  type: KnownInstanceType,
  busy: number,
  { prices, region, types }: Market,
): { readonly type: KnownInstanceType; readonly usdPerHour: number } | undefined {
  let best: { readonly type: KnownInstanceType; readonly usdPerHour: number } | undefined;
  for (const other of types?.values() ?? []) {
    if (other.vcpus < type.vcpus || other.memoryGib < type.memoryGib || !isCurrent(other.name)) continue;
    if (!type.architectures.every((one) => other.architectures.includes(one))) continue;
    const usdPerHour = prices?.onDemand(other.name, region)?.usdPerHour;
    if (usdPerHour === undefined || usdPerHour >= (best?.usdPerHour ?? busy)) continue;
    best = { type: other, usdPerHour };
  }
  return best;
}

/** General purpose and compute optimized types of the sixth generation and later, which have capacity nearly everywhere. */
const isCurrent = (name: string): boolean => /^[cm][6-9]/.test(name);
