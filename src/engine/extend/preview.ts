import { t } from '@vscode/l10n';
import { hourlyUsd, ratesOf } from '../../cost/accrual';
import { usualDiskGib } from '../../cost/disk';
import { formatUsd } from '../../cost/money';
import type { Prices } from '../../cost/price';
import { expiryTag } from '../../plan/plan';
import type { Instance } from '../ports';
import { parseExpiry } from '../track/expiry';
import type { RunView, SweepView } from '../view';
import {
  type Extension,
  type ExtensionPreview,
  extensionOf,
  isRefused,
  type Lifetime,
  type RefusedExtension,
} from './new-end';

/** The effect of extending these instances by this number of seconds, according to their sweeps. */
export function previewExtension(
  instances: readonly Instance[],
  seconds: number,
  {
    now,
    prices,
    sweeps,
  }: { readonly now: number; readonly prices: Prices; readonly sweeps: readonly SweepView[] },
): ExtensionPreview {
  const runs = new Map<string, RunView>();
  for (const sweep of sweeps) {
    for (const run of sweep.runs) if (run.instanceId !== undefined) runs.set(run.instanceId, run);
  }
  const all = instances.map((instance) => {
    const run = runs.get(instance.id);
    const life = run === undefined ? lifeOfOrphan(instance, prices) : lifeOfRun(run, instance, prices);
    return extensionOf(life, seconds, now);
  });
  const refused: RefusedExtension[] = [];
  const extensions: Extension[] = [];
  for (const one of all) {
    if (isRefused(one)) refused.push(one);
    else extensions.push(one);
  }
  const addedUsd = sumOf(extensions);
  const unpriced = extensions.filter((one) => one.addedUsd === undefined).length;
  return {
    extensions,
    refused,
    addedUsd,
    unpriced,
    notes: sweeps.flatMap((one) => budgetNote(one, extensions)),
  };
}

function lifeOfRun(run: RunView, asked: Instance, prices: Prices): Lifetime {
  const instance = run.instance ?? asked;
  const hourly = run.hourlyUsd ?? hourlyOf(instance, prices);
  return {
    instance,
    name: run.name,
    expiresAt: run.expiresAt,
    hourlyUsd: hourly,
  };
}

/** For an unknown sweep, the tags are the only source. */
function lifeOfOrphan(instance: Instance, prices: Prices): Lifetime {
  const expiresAt = parseExpiry(instance.tags[expiryTag]);
  const hourly = hourlyOf(instance, prices);
  return {
    instance,
    name: instance.tags['Name'] ?? instance.id,
    expiresAt,
    hourlyUsd: hourly,
  };
}

function hourlyOf({ publicIp, region, spot, type }: Instance, prices: Prices): number | undefined {
  const rates = ratesOf(
    {
      instanceType: type,
      region,
      spot,
      volumeGib: usualDiskGib,
      publicAddress: publicIp !== undefined,
    },
    prices,
  );
  return rates === undefined ? undefined : hourlyUsd(rates);
}

const sumOf = (extensions: readonly Extension[]): number =>
  extensions.reduce((sum, { addedUsd }) => sum + (addedUsd ?? 0), 0);

/** A budget ends its sweep regardless of the TTLs. */
function budgetNote(
  { budget, id, projectedUsd }: SweepView,
  extensions: readonly Extension[],
): readonly string[] {
  const own = extensions.filter(({ instance }) => instance.tags['sweep:id'] === id);
  if (budget === undefined || own.length === 0 || projectedUsd + sumOf(own) < budget) return [];
  return [t('The budget of {0}, {1}, might cancel it before then.', id, formatUsd(budget))];
}
