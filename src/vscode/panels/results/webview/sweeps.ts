import type { SweepShown } from '../contract';
import { counted } from './counted';
import { button, element } from './dom';
import { send } from './host';

/** The sweeps that are shown, each with what can be done with it, and the way to more. */
export function sweepsOf(sweeps: readonly SweepShown[]): readonly Node[] {
  const several = sweeps.length > 1;
  return [
    ...sweeps.map(({ following, live, rows, sweepId }) =>
      element(
        'span',
        { class: 'sweep', role: 'group', 'aria-label': sweepId },
        element('span', { class: 'id' }, sweepId),
        element('span', { class: 'size' }, `${counted(rows, 'run')}${live ? ', still running' : ''}`),
        ...(live || following ? [followOf(sweepId, following)] : []),
        ...(several
          ? [
              button('Remove', () => send({ type: 'removeSweep', sweepId }), {
                class: 'link',
                title: `Show ${sweepId} no longer`,
                'data-key': `remove ${sweepId}`,
              }),
            ]
          : []),
      ),
    ),
    button('Add sweep…', () => send({ type: 'addSweep' }), { title: 'Show another sweep beside it' }),
  ];
}

function followOf(sweepId: string, following: boolean): HTMLElement {
  const box = element('input', { type: 'checkbox', 'data-key': `follow ${sweepId}` });
  box.checked = following;
  box.addEventListener('change', () => send({ type: 'follow', sweepId, on: box.checked }));
  return element(
    'label',
    { title: 'Bring results into the workspace whenever runs have ended' },
    box,
    'collect as they come',
  );
}
