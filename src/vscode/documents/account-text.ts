import { t } from '@vscode/l10n';
import type { Removal } from '../../engine/account/inventory';
import type { Identity, OwnedResource, SetupStep } from '../../engine/ports';
import { formatBytes } from '../../text/bytes';
import { resourcesIn } from '../../text/counts';
import { type Question, whereText } from './confirmation';

/** Maximum number of lines in a confirmation, since a dialog doesn't scroll on every platform. */
const most = 20;

/** The resources that *Set Up AWS Account* creates, as a Markdown document: each with its name and its policy. */
export function setupText(identity: Identity, steps: readonly SetupStep[]): string {
  const blocks = steps.map(({ kind, name, policy, purpose }) =>
    [
      `## ${kind} \`${name}\``,
      '',
      purpose,
      ...(policy === undefined ? [] : ['', '```json', policy, '```']),
    ].join('\n'),
  );
  return `${[
    `# ${t('Set up AWS account {0}', identity.account)}`,
    t(
      'Nothing is created yet. When you confirm, {2} creates the following in account {0}, {1}. Every resource is tagged spawn:managed=true, and “Spawn: Delete Spawn Resources” deletes them again.',
      identity.account,
      identity.region,
      identity.arn,
    ),
    ...blocks,
  ].join('\n\n')}\n`;
}

/** The confirmation before they are created; the document next to it shows the policies. */
export const setupQuestion = (identity: Identity, steps: readonly SetupStep[]): string =>
  t(
    'Create {0} in account {1}, {2}?',
    steps.map(({ kind, name }) => `${kind} ${name}`).join(', '),
    identity.account,
    identity.region,
  );

/** The message for a user without IAM permissions. */
export const noRolesText = (where: string): string =>
  t(
    '{0}: this user can neither view nor create roles, so none was created. Sweeps still launch, and instances upload with a form that the launch signs. For roles, request the policy under “Setting up” in docs/aws.md.',
    where,
  );

/** The confirmation before all Spawn resources are deleted: each resource, and the data that is lost with it. */
export function removalQuestion(
  identity: Identity,
  ownedResources: readonly OwnedResource[],
  unseen: readonly string[] = [],
): Question {
  const count = ownedResources.length;
  const lines = ownedResources.map(
    ({ holds, kind, name, region }) =>
      `• ${kind} ${name} (${region})${holds === undefined ? '' : `: ${contents(holds)}`}`,
  );
  const detail = [
    whereText(
      identity,
      ownedResources.map(({ region }) => region),
    ),
    [...lines.slice(0, most), ...(count > most ? [t('and {0} more', count - most)] : [])].join('\n'),
    lossText(ownedResources),
    ...unseen,
  ].join('\n\n');
  return {
    message: t('Delete {0} that Spawn created?', resourcesIn(count)),
    detail,
    yes: t('Delete {0}', resourcesIn(count)),
  };
}

/** The resources that could not be deleted, and why. */
export const leftText = (identity: Identity, left: Removal['left']): string =>
  [
    left.length === 1
      ? t('1 resource remains in account {0}:', identity.account)
      : t('{0} resources remain in account {1}:', left.length, identity.account),
    ...left
      .slice(0, most)
      .map(({ ownedResource: { kind, name, region }, reason }) => `${kind} ${name} (${region}): ${reason}`),
    ...(left.length > most ? [t('and {0} more', left.length - most)] : []),
  ].join(' ');

function lossText(ownedResources: readonly OwnedResource[]): string {
  const buckets = ownedResources.filter(({ kind }) => kind === 'bucket');
  if (buckets.length === 0) return t('No results are lost.');
  if (buckets.some(({ holds }) => holds === undefined))
    return t('All results, logs, and records in the buckets are lost. First collect what you want to keep.');
  const objects = buckets.reduce((sum, { holds }) => sum + (holds?.objects ?? 0), 0);
  if (objects === 0) return t('No results are lost: the buckets are empty.');
  const bytes = buckets.reduce((sum, { holds }) => sum + (holds?.bytes ?? 0), 0);
  return t(
    'All results, logs, and records of all sweeps are lost: {0}. First collect what you want to keep.',
    contents({ objects, bytes }),
  );
}

const contents = ({ bytes, objects }: NonNullable<OwnedResource['holds']>): string =>
  objects === 1 ? t('1 object, {0}', formatBytes(bytes)) : t('{0} objects, {1}', objects, formatBytes(bytes));
