import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { Provider } from '../../engine/connection';
import type { SweepView } from '../../engine/view';
import { instancesIn, runsIn } from '../../text/counts';
import { countOf, isUnfinished } from '../fleet/states';
import type { Question } from './confirmation';

/**
 * What a user is asked before a sweep is canceled: what ends, what is lost, and what it has cost. Where all jobs have ended, only
 * instances that are still running are terminated, and no result is lost.
 * @param where account and regions; undefined in the local cloud
 */
export function cancelQuestion(sweep: SweepView, provider: Provider, where: string | undefined): Question {
  const strays = sweep.strays ?? [];
  const instances = countOf(sweep.runs, (run) => run.billing) + strays.length;
  const unfinished = countOf(sweep.runs, isUnfinished);
  const waiting = countOf(sweep.runs, (run) => run.state === 'queued');
  const yes = t('Terminate {0}', instancesIn(instances));
  const money =
    provider === 'local'
      ? []
      : [t('Cost so far: {0}. Uploaded results are kept.', formatUsd(sweep.accruedUsd))];
  const strayLines = strays.map(({ id }) =>
    t('{0} has the tags of this sweep but is not one of its runs.', id),
  );
  if (unfinished === 0)
    return {
      message: t(
        'Terminate {0} still running? All runs of {1} have finished.',
        instancesIn(instances),
        sweep.id,
      ),
      detail: [
        ...(where === undefined ? [] : [where]),
        ...(sweep.bucket === undefined ? [uncollectedText()] : []),
        ...strayLines,
        ...money,
      ].join('\n'),
      yes,
    };
  return {
    message: t('Cancel {0}?', sweep.id),
    detail: [
      ...(where === undefined ? [] : [where]),
      sweep.bucket === undefined
        ? uncollectedText()
        : t(
            '{0} of {1} will not finish: results that they have not uploaded are lost.',
            unfinished,
            runsIn(sweep.runs.length),
          ),
      ...strayLines,
      ...(waiting === 0 ? [] : [t('{0} not launched yet will not be launched.', runsIn(waiting))]),
      ...money,
    ].join('\n'),
    yes: instances === 0 ? t('Cancel Sweep') : yes,
  };
}

const uncollectedText = (): string =>
  t('The sweep has no bucket: results that you have not collected from its instances are lost.');
