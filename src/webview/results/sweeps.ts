import { t } from '@vscode/l10n';
import { runsIn } from '../../text/counts';
import type { SweepShown } from './contract';
import { button, element } from './dom';
import { sendToHost } from './host';

/** The visible sweeps, each with its actions, and a button to add more. */
export function sweepsOf(sweeps: readonly SweepShown[]): readonly Node[] {
  const several = sweeps.length > 1;
  return [
    ...sweeps.map(({ following, live, rows, sweepId }) =>
      element(
        'span',
        { class: 'sweep', role: 'group', 'aria-label': sweepId },
        element('span', { class: 'id' }, sweepId),
        element('span', { class: 'size' }, live ? t('{0}, still running', runsIn(rows)) : runsIn(rows)),
        ...(live || following ? [followOf(sweepId, following)] : []),
        ...(several
          ? [
              button(t('Remove'), () => sendToHost({ type: 'removeSweep', sweepId }), {
                class: 'link',
                title: t('Stop showing {0}', sweepId),
                'data-key': `remove ${sweepId}`,
              }),
            ]
          : []),
      ),
    ),
    button(t('Add sweep…'), () => sendToHost({ type: 'addSweep' }), {
      title: t('Show another sweep next to this one'),
    }),
  ];
}

function followOf(sweepId: string, following: boolean): HTMLElement {
  const box = element('input', { type: 'checkbox', 'data-key': `follow ${sweepId}` });
  box.checked = following;
  box.addEventListener('change', () => sendToHost({ type: 'follow', sweepId, on: box.checked }));
  return element(
    'label',
    { title: t('Collect results into the workspace when runs end') },
    box,
    t('auto-collect'),
  );
}
