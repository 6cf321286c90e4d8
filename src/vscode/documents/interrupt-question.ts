import { t } from '@vscode/l10n';
import { instancesIn } from '../../text/counts';
import type { Question } from './confirmation';

/**
 * What is asked before spot instances of the local cloud are interrupted.
 * @param names of the spot instances, at least one
 * @param onDemand how many chosen instances are left alone
 */
export function interruptQuestion(names: readonly string[], onDemand: number): Question {
  const [only = ''] = names;
  const what = names.length === 1 ? only : instancesIn(names.length);
  return {
    message: t('Interrupt {0}?', what),
    detail: [
      ...(names.length === 1 ? [] : [names.join(', ')]),
      t(
        'As on EC2, the instance metadata shows an interruption notice, the script gets SIGTERM, and the instance ends within two minutes. A run without retry ends as interrupted.',
      ),
      ...(onDemand === 0 ? [] : [t('On demand, and therefore not interrupted: {0}.', instancesIn(onDemand))]),
    ].join('\n'),
    yes: t('Interrupt {0}', instancesIn(names.length)),
  };
}
