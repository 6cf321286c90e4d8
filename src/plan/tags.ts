import { t } from '@vscode/l10n';
import type { Run } from '../sweep/run';
import { attemptOf, firstAttempt, type RunAttempt } from './attempt';
import { PlanError } from './plan-error';
import type { Batch, SweepPlan } from './sweep-plan';

export const expiryTag = 'spawn:expires-at';
/** Of the instance of a second or later attempt of a run: its number. */
export const attemptTag = 'sweep:attempt';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const mostTags = 50;
const longestKey = 128;
const longestValue = 256;
/** Name, sweep:{id,name,index,size,attempt}, spawn:{managed,batch,expires-at,on-complete,file-sha256}. */
const ownTags = 11;

/**
 * Tags set by the launching call itself, shared by all its instances and volumes: sweep:id, sweep:name, sweep:size,
 * spawn:managed, spawn:batch, spawn:file-sha256, the user's, and spawn:on-complete and spawn:expires-at if its runs
 * have the same values. A call that is repeated with its client token needs the same `launchedAt`, since tags are
 * parameters of the call.
 */
export function launchTagsOf(
  plan: SweepPlan,
  batch: Batch,
  launchedAt: Date,
): Readonly<Record<string, string>> {
  const onComplete = agreed(batch.runs.map((run) => run.settings.onComplete));
  const ttl = agreed(batch.runs.map((run) => run.settings.ttlSeconds));
  return fitting({
    ...batch.shape.tags,
    'sweep:id': plan.sweepId,
    'sweep:name': plan.sweepName,
    'sweep:size': String(plan.size),
    'spawn:managed': 'true',
    'spawn:batch': batch.id,
    'spawn:file-sha256': plan.fileSha256,
    ...(onComplete === undefined ? {} : { 'spawn:on-complete': onComplete }),
    ...expiry(ttl, launchedAt),
  });
}

/** Tags of one run, set after the launch: Name, sweep:index, sweep:attempt from the second one on, spawn:on-complete, spawn:expires-at. */
export function runTagsOf(run: RunAttempt, launchedAt: Date): Readonly<Record<string, string>> {
  return fitting({
    Name: run.name,
    'sweep:index': String(run.index),
    ...(attemptOf(run) === firstAttempt ? {} : { [attemptTag]: String(attemptOf(run)) }),
    'spawn:on-complete': run.settings.onComplete,
    ...expiry(run.settings.ttlSeconds, launchedAt),
  });
}

/**
 * Rejects tags that EC2 would reject, before anything is launched. Instances read their tags in their metadata, where a
 * key is part of a path: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/work-with-tags-in-IMDS.html
 */
export function checkTags(run: Run): void {
  const entries = Object.entries(run.settings.tags);
  const refuse = (sentence: string): never => {
    throw new PlanError('tags', sentence, [run.name]);
  };
  if (entries.length > mostTags - ownTags) {
    refuse(
      t(
        'Run {0} has {1} tags. EC2 allows {2} in addition to the {3} that Spawn sets: remove some.',
        run.name,
        entries.length,
        mostTags - ownTags,
        ownTags,
      ),
    );
  }
  for (const [key, value] of entries) {
    if (key.length > longestKey || !/^[0-9A-Za-z+\-=._,:@]+$/.test(key) || /^(\.{1,2}|_index)$/.test(key)) {
      refuse(
        t(
          'Run {0} has a tag "{1}" with a key that EC2 would reject, since instances read their tags from their metadata: use 1 to {2} letters (a to z), digits, and + - = . , _ : @.',
          run.name,
          key,
          longestKey,
        ),
      );
    }
    if (/^(aws:|sweep:|spawn:)/i.test(key) || key === 'Name') {
      refuse(
        t('Run {0} sets the tag "{1}", which is reserved for AWS or Spawn: use another key.', run.name, key),
      );
    }
    if (characters(value) > longestValue) {
      refuse(
        t(
          'Run {0} has a tag "{1}" with a value of {2} characters. EC2 allows {3}: shorten it.',
          run.name,
          key,
          characters(value),
          longestValue,
        ),
      );
    }
  }
}

const characters = (text: string): number => [...text].length;

const agreed = <Value>([first, ...others]: readonly Value[]): Value | undefined =>
  others.every((value) => value === first) ? first : undefined;

const expiry = (ttlSeconds: number | undefined, launchedAt: Date): Record<string, string> =>
  ttlSeconds === undefined ? {} : expiryTagsOf(launchedAt.getTime() + ttlSeconds * 1000);

/** The tag with the time at which an instance terminates itself, as the agent reads it (agent/ttl.sh). Milliseconds since the epoch. */
export const expiryTagsOf = (expiresAt: number): Record<typeof expiryTag, string> => ({
  [expiryTag]: new Date(expiresAt).toISOString().replace(/\.\d+/, ''),
});

const fitting = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [key, [...value].slice(0, longestValue).join('')]),
  );
