import { burstableOf } from './burstable';
import type { Catalog } from './catalog';
import type { Ec2Instance } from './instance';
import { spotShare } from './status';

/** What AWS would have charged for an instance so far, in USD. */
export interface Charge {
  readonly instanceId: string;
  readonly region: string;
  /** Tag `sweep:id`. */
  readonly sweepId: string;
  /** Per second while it is running, with a minimum of one minute. */
  readonly instance: number;
  /** CPU above the baseline, as if every vCPU had been fully busy. */
  readonly credits: number;
  /** From its launch until it is terminated, even while it is stopped. */
  readonly volume: number;
  /** Public IPv4, while it is running. */
  readonly address: number;
}

/** USD per GiB and month of gp3, and the hours of that month (aws.amazon.com/ebs/pricing). */
const gp3 = { usdPerMonth: 0.08, hours: 730 };
/** GiB of the images' root volume. */
const imageGib = 8;
/** USD per hour (aws.amazon.com/vpc/pricing). */
const publicIpv4 = 0.005;

/** At least one minute, and whole seconds (aws.amazon.com/ec2/pricing/on-demand). */
const secondsOf = (milliseconds: number): number => Math.max(60, Math.ceil(milliseconds / 1000));

/** The billed seconds of a period of running, when it is over. */
export const closeRun = ({ billedSeconds = 0, runningAt }: Ec2Instance, now: number): number =>
  billedSeconds + (runningAt === undefined ? 0 : secondsOf(now - runningAt));

/** @param now milliseconds since the epoch */
export function chargeOf(found: Ec2Instance, catalog: Catalog, now: number): Charge {
  const runs = found.state === 'running' || found.state === 'pending';
  const hours = (runs ? closeRun(found, now) : (found.billedSeconds ?? 0)) / 3600;
  const volumeHours = secondsOf((found.goneAt ?? now) - (found.firstLaunchedAt ?? found.launchedAt)) / 3600;
  const onDemand = catalog.get(found.type)?.usdPerHour ?? 0;
  const burstable = found.cpuCredits === 'unlimited' ? burstableOf(found.type) : undefined;
  return {
    instanceId: found.id,
    region: found.region,
    sweepId: found.tags['sweep:id'] ?? '',
    instance: hours * onDemand * (found.spot ? spotShare : 1),
    credits:
      burstable === undefined
        ? 0
        : hours * burstable.vcpus * (1 - burstable.baselinePercent / 100) * burstable.surplusUsd,
    volume: (volumeHours * (found.volumeGib ?? imageGib) * gp3.usdPerMonth) / gp3.hours,
    address: found.publicIp === undefined ? 0 : hours * publicIpv4,
  };
}
