import { t } from '@vscode/l10n';
import type { Run } from '../../sweep/run';
import type { Engine, LaunchPreview } from '../engine';
import type { AccountState, Identity } from '../ports';
import type { Session } from '../session';
import type { Check } from './check';

/** Signatures of AWS are valid for five minutes around its own time. Milliseconds. */
const signatureTolerance = 5 * 60_000;

/** A session that ends sooner may be too short for a launch. Milliseconds. */
const shortSession = 15 * 60_000;

export function credentialsCheck(
  { account, arn }: Identity,
  expiresAt: number | undefined,
  now: number,
): Check {
  const who = t('{0} in account {1}.', arn, account);
  const left = expiresAt === undefined ? undefined : expiresAt - now;
  if (left === undefined || left > shortSession) return { name: 'credentials', verdict: 'ok', message: who };
  return {
    name: 'credentials',
    verdict: 'warning',
    message: `${who} ${t('The session ends in {0} minutes. Sign in again before you launch.', Math.max(0, Math.floor(left / 60_000)))}`,
  };
}

/** @param ahead how far AWS is ahead of this machine, milliseconds */
export function clockCheck(ahead: number): Check {
  if (ahead === 0) return { name: 'clock', verdict: 'ok', message: t('It agrees with the clock of AWS.') };
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const difference =
    ahead > 0
      ? t('The clock of this machine is {0} seconds slow.', seconds)
      : t('The clock of this machine is {0} seconds fast.', seconds);
  return {
    name: 'clock',
    verdict: 'warning',
    message: `${difference} ${
      Math.abs(ahead) < signatureTolerance
        ? t('Spawn takes this into account. Synchronize the clock with NTP anyway.')
        : t('Spawn corrects its requests, but other AWS tools are rejected. Synchronize the clock with NTP.')
    }`,
  };
}

/** @param bucket undefined: sweeps go without one */
export function accountChecks(
  bucket: string | undefined,
  { cautions, roles, steps }: AccountState,
): readonly Check[] {
  const missing = (kinds: readonly string[]): readonly string[] =>
    steps.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  const bucketSteps = missing(['bucket', 'lifecycle']);
  const roleSteps = missing(['role', 'instance-profile']);
  return [
    bucket === undefined
      ? {
          name: 'bucket',
          verdict: 'warning',
          message: t(
            'Sweeps are launched without a bucket: only this machine has their records, and results are collected over SSH.',
          ),
        }
      : {
          name: 'bucket',
          verdict: cautions.length > 0 ? 'warning' : 'ok',
          message: [
            bucketSteps.length > 0
              ? t(
                  "{0} doesn't exist yet. The first launch creates it after asking, or run {1} now.",
                  bucket,
                  'spawn setup',
                )
              : t('{0} exists and can be used.', bucket),
            ...cautions,
          ].join(' '),
        },
    !roles
      ? {
          name: 'role',
          verdict: 'warning',
          message: t(
            'You can neither view nor create roles. Sweeps still launch: instances upload with a form that the launch signs. For roles, ask an administrator for the policy under “Setting up” in docs/aws.md.',
          ),
        }
      : {
          name: 'role',
          verdict: 'ok',
          message:
            roleSteps.length > 0
              ? t("{0} don't exist yet. The first launch creates them after asking.", roleSteps.join(', '))
              : t('The role of instances exists.'),
        },
  ];
}

/** Zones with a default subnet. */
export const networkCheck = (region: string, zones: readonly string[]): Check =>
  zones.length > 0
    ? { name: 'network', verdict: 'ok', message: t('Default subnets in {0}.', zones.join(', ')) }
    : {
        name: 'network',
        verdict: 'warning',
        message: t(
          'No default subnet was found in {0}. Set subnet in your sweep files, or create a default VPC: {1}',
          region,
          `aws ec2 create-default-vpc --region ${region}`,
        ),
      };

/** How many instances of the type fit into the quotas of the account. */
export async function quotaCheck(session: Session, instanceType: string): Promise<Check> {
  const compute = session.cloud.compute(session.identity.region);
  const each = session.cloud.instanceType(instanceType)?.vcpus;
  const [onDemand, spot] = await Promise.all(
    [false, true].map((market) => compute.vcpuQuota(instanceType, market, session.signal)),
  );
  if (onDemand === undefined || each === undefined)
    return {
      name: 'quota',
      verdict: 'unknown',
      message: t(
        "The quotas can't be read. Allow {0}, or see Service Quotas in the AWS console.",
        'servicequotas:GetServiceQuota',
      ),
    };
  const lines = [onDemand, ...(spot === undefined ? [] : [spot])].map(({ code, name, vcpus }) =>
    t('{0} ({1}): {2} vCPUs.', name, code, vcpus),
  );
  const fits = Math.floor(onDemand.vcpus / each);
  const many = t('Up to {0} instances of {1} can run at the same time on demand.', fits, instanceType);
  const more = t('To run more, request an increase under Service Quotas in the AWS console.');
  return {
    name: 'quota',
    verdict: fits === 0 ? 'problem' : 'ok',
    message: [...lines, many, ...(fits < 10 ? [more] : [])].join(' '),
  };
}

/** Asks EC2 by a dry run of the smallest sweep. Nothing is created. */
export async function launchCheck(
  engine: Pick<Engine, 'preview'>,
  { bucket, identity: { region }, signal }: Session,
  instanceType: string,
): Promise<Check> {
  const preview = await engine.preview(
    {
      sweep: { name: 'doctor', runs: [smallestRun(region, instanceType)] },
      ...{ fileName: 'doctor-sweep.yaml', fileText: '', region },
      bucket: bucket.chosen ? (bucket.name ?? 'none') : undefined,
    },
    signal,
  );
  return describedLaunch(preview, instanceType);
}

function describedLaunch({ notes, refused }: LaunchPreview, instanceType: string): Check {
  if (refused !== undefined) return { name: 'launch', verdict: 'problem', message: refused };
  if (notes.length > 0) return { name: 'launch', verdict: 'warning', message: notes.join(' ') };
  return {
    name: 'launch',
    verdict: 'ok',
    message: t('EC2 would launch an instance of type {0}.', instanceType),
  };
}

const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const smallestRun = (region: string, instanceType: string): Run => ({
  ...{ index: 0, name: 'doctor', parameters: new Map(), origin: nowhere },
  settings: {
    ...{ instanceTypes: [instanceType], region, securityGroups: [], spot: false, tags: {} },
    ...{ onComplete: 'terminate', ttlSeconds: 3600, userData: '#!/bin/sh\n', results: [], files: [] },
  },
});

/** Of one that is asked when no one is signed in. */
export const skipped = (names: readonly Check['name'][]): readonly Check[] =>
  names.map((name) => ({
    name,
    verdict: 'unknown',
    message: t('Not checked: AWS could not be asked who you are.'),
  }));
