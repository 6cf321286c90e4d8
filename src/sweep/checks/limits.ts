import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import { headline } from '../document-diagnostics';
import type { Finding } from '../finding';
import { groupsOf, type RunGroup } from '../groups';
import type { Knowledge } from '../knowledge';
import type { Run } from '../run';
import type { Span } from '../syntax/node';
import type { TopLevel } from '../top-level';

const nowhere = { line: 0, character: 0 };

/** Budget and quota, if prices and quotas are known. */
export function limitFindings(document: Contents): readonly Finding[] {
  const findings: Finding[] = [];
  const { knowledge } = document.context;
  const span = headline(document.top, document.chunks);
  const budgeted = document.top.budget !== undefined && knowledge.estimate !== undefined;
  if (span === undefined || (!budgeted && knowledge.vcpuQuota === undefined)) return findings;
  const groups = groupsOf(document, document.fallback);
  const over = budgetFinding(document.top, groups, knowledge);
  if (over !== undefined) findings.push(over);
  findings.push(...quotaFindings(document.top, groups, knowledge, span));
  return findings;
}

/** A run that represents its group: its settings decide the cost. */
const sampleOf = ({ settings }: RunGroup): Run => ({
  index: 0,
  name: '',
  parameters: new Map(),
  settings,
  origin: { start: nowhere, end: nowhere },
});

/** A budget that the sweep would exceed. */
function budgetFinding(
  top: TopLevel,
  groups: readonly RunGroup[],
  knowledge: Knowledge,
): Finding | undefined {
  const span = top.blocks.get('budget')?.value;
  if (top.budget === undefined || span === undefined || knowledge.estimate === undefined) return undefined;
  const gaps = knowledge.budgetGaps?.(groups.map(sampleOf)) ?? [];
  const [gap] = gaps.toSorted((a, b) => Number(b.certain) - Number(a.certain));
  if (gap !== undefined) {
    return {
      code: 'budget-not-held',
      severity: gap.certain ? 'error' : 'warning',
      message: t("This budget can't be enforced, so the launch is refused. {0}", gap.text),
      span,
      fixes: [],
    };
  }
  let usd = 0;
  for (const group of groups) {
    const one = knowledge.estimate([sampleOf(group)]);
    if (one === undefined) return undefined;
    usd += one * group.count;
  }
  if (usd <= top.budget) return undefined;
  return {
    code: 'over-budget',
    severity: 'error',
    message: t(
      'If every run reaches its TTL, the sweep costs {0}, which is above the budget of {1}. The launch is refused.',
      `$${usd.toFixed(2)}`,
      `$${top.budget}`,
    ),
    span,
    fixes: [],
  };
}

/** More vCPUs at the same time than the account's quota. */
function quotaFindings(
  top: TopLevel,
  groups: readonly RunGroup[],
  knowledge: Knowledge,
  span: Span,
): readonly Finding[] {
  const { instanceTypes, vcpuQuota } = knowledge;
  if (instanceTypes === undefined || vcpuQuota === undefined) return [];
  const wanted = new Map<string, { region: string; quota: number; vcpus: number; most: number }>();
  for (const { settings, count } of groups) {
    const { instanceTypes: types, region, spot } = settings;
    const [type = ''] = types;
    const quota = vcpuQuota(type, region, spot);
    if (quota === undefined) continue;
    const vcpus = instanceTypes.get(type)?.vcpus ?? 0;
    const key = `${region} ${quota.code}`;
    const sum = wanted.get(key) ?? { region, quota: quota.vcpus, vcpus: 0, most: 0 };
    wanted.set(key, { ...sum, vcpus: sum.vcpus + vcpus * count, most: Math.max(sum.most, vcpus) });
  }
  return [...wanted.values()].flatMap(({ region, quota, vcpus, most }): Finding[] => {
    const atOnce = top.maxConcurrent === undefined ? vcpus : Math.min(vcpus, most * top.maxConcurrent);
    if (atOnce <= quota) return [];
    return [
      {
        code: 'over-quota',
        severity: 'warning',
        message: t(
          'This requires {0} vCPUs at once in {1}, and the quota of the account is {2}. The remaining runs wait for others to finish.',
          atOnce,
          region,
          quota,
        ),
        span,
        fixes: [],
      },
    ];
  });
}
