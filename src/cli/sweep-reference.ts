import { t } from '@vscode/l10n';
import { UsageError } from './exit';
import { plain } from './output/plain';
import { parseReference } from './reference';

/** What a command about the runs of a sweep is about. @throws UsageError for an instance, or where two runs are named */
export function sweepReference(
  id: string,
  run: string | undefined,
  command: 'logs' | 'metrics',
): { readonly sweep: string; readonly run?: string } {
  const reference = parseReference(id);
  if (reference.kind === 'instance')
    throw new UsageError(
      command === 'metrics'
        ? t('{0} is an instance. Name its run: {1}.', plain(id), 'spawn metrics SWEEP-ID RUN')
        : t(
            '{0} is an instance. Name its run: {1}. To see its console: {2}',
            plain(id),
            'spawn logs SWEEP-ID RUN',
            `aws ec2 get-console-output --instance-id ${id}`,
          ),
    );
  if (reference.run !== undefined && run !== undefined)
    throw new UsageError(
      t('Two runs are named, {0} and {1}. Name one of them.', plain(reference.run), plain(run)),
    );
  return reference;
}
