import { t } from '@vscode/l10n';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { OwnedResource, SetupStep } from '../../engine/ports';
import { formatBytesToTenth } from '../../text/bytes';
import { counted } from './counted';
import { plain } from './plain';
import { plainScreen, type Screen } from './screen';
import { renderTable } from './table';

/** The resources to create, each with its policy below it. */
export const renderSteps = (steps: readonly SetupStep[], { columns }: Screen = plainScreen): string =>
  steps
    .flatMap(({ kind, name, policy, purpose }) => [
      indented(`${kind} ${plain(name)}: ${plain(purpose)}`, columns),
      ...(policy === undefined ? [] : policy.split('\n').map((line) => `    ${plain(line)}`)),
    ])
    .join('\n');

/** A sentence, indented; on a screen, wrapped at words, with a hanging indent. */
function indented(sentence: string, columns: number | undefined): string {
  const text = columns === undefined ? sentence : wrapAnsi(sentence, columns - 4, { trim: true });
  return `  ${text.replaceAll('\n', '\n    ')}`;
}

export const renderOwnedResources = (ownedResources: readonly OwnedResource[]): string =>
  renderTable(
    ownedResources.map(({ kind, name, region, holds }) => [
      `  ${kind}`,
      name,
      region,
      holds === undefined ? '' : contents(holds),
    ]),
  );

/** The data that is deleted permanently: a sentence. */
export function lossOf(ownedResources: readonly OwnedResource[]): string {
  const buckets = ownedResources.filter(({ kind }) => kind === 'bucket');
  if (buckets.length === 0) return t('No results are lost.');
  if (buckets.some(({ holds }) => holds === undefined))
    return t('All results, logs, and records in the buckets are lost.');
  const objects = buckets.reduce((sum, { holds }) => sum + (holds?.objects ?? 0), 0);
  if (objects === 0) return t('No results are lost: the buckets are empty.');
  const bytes = buckets.reduce((sum, { holds }) => sum + (holds?.bytes ?? 0), 0);
  return t('All results, logs, and records of all sweeps are lost: {0}.', contents({ objects, bytes }));
}

export const ownedResourceJson = ({ holds, ...ownedResource }: OwnedResource) => ({
  ...ownedResource,
  ...holds,
});

const contents = ({ objects, bytes }: NonNullable<OwnedResource['holds']>): string =>
  counted(
    objects,
    t('1 object, {0}', formatBytesToTenth(bytes)),
    t('{0} objects, {1}', objects, formatBytesToTenth(bytes)),
  );
