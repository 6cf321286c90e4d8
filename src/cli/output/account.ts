import type { Belonging, SetupStep } from '../../engine/ports';
import { formatBytesToTenth } from '../../text/bytes';
import { plain } from './plain';
import { renderTable } from './table';

/** What is to be created, each with its policy below it. */
export const renderSteps = (steps: readonly SetupStep[]): string =>
  steps
    .flatMap(({ kind, name, policy, purpose }) => [
      `  ${kind} ${plain(name)}: ${plain(purpose)}`,
      ...(policy === undefined ? [] : policy.split('\n').map((line) => `    ${plain(line)}`)),
    ])
    .join('\n');

export const renderBelongings = (belongings: readonly Belonging[]): string =>
  renderTable(
    belongings.map(({ kind, name, region, holds }) => [
      `  ${kind}`,
      name,
      region,
      holds === undefined ? '' : contents(holds),
    ]),
  );

/** What is gone for good afterwards: a sentence. */
export function lossOf(belongings: readonly Belonging[]): string {
  const buckets = belongings.filter(({ kind }) => kind === 'bucket');
  if (buckets.length === 0) return 'No results are lost.';
  if (buckets.some(({ holds }) => holds === undefined))
    return 'All results, logs and records in the buckets are lost.';
  const objects = buckets.reduce((sum, { holds }) => sum + (holds?.objects ?? 0), 0);
  if (objects === 0) return 'No results are lost: the buckets are empty.';
  const bytes = buckets.reduce((sum, { holds }) => sum + (holds?.bytes ?? 0), 0);
  return `All results, logs and records of all sweeps are lost: ${contents({ objects, bytes })}.`;
}

export const belongingJson = ({ holds, ...belonging }: Belonging) => ({ ...belonging, ...holds });

const contents = ({ objects, bytes }: NonNullable<Belonging['holds']>): string =>
  `${objects} ${objects === 1 ? 'object' : 'objects'}, ${formatBytesToTenth(bytes)}`;
