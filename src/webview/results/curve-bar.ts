import { t } from '@vscode/l10n';
import type { BarEvents } from './bar';
import type { CurvesShown } from './contract';
import { choice } from './dom';
import type { CurveAxis, ViewState } from './view-state';

const axes = (): readonly (readonly [CurveAxis, string])[] => [
  ['step', t('step')],
  ['time', t('time')],
  ['cost', t('cost')],
];
const amounts = (): readonly (readonly [string, string])[] => [
  ['0', t('none')],
  ['0.6', t('some')],
  ['0.9', t('strong')],
  ['0.97', t('very strong')],
];

/** The choices of the plot of curves: which metric, over what, how smooth, and on which scale. */
export function curveChoices(
  shown: CurvesShown | undefined,
  state: ViewState,
  { arrange }: Pick<BarEvents, 'arrange'>,
): readonly Node[] {
  const names = (shown?.names ?? []).map((name): readonly [string, string] => [name, name]);
  return [
    choice(t('curve'), names, shown?.metric ?? '', (curve) => arrange((now) => ({ ...now, curve }))),
    choice(t('over'), axes(), state.curveX, (value) =>
      arrange((now) => ({ ...now, curveX: axes().find(([axis]) => axis === value)?.[0] ?? 'step' })),
    ),
    choice(t('smoothing'), amounts(), String(state.smooth), (value) =>
      arrange((now) => ({ ...now, smooth: Number(value) })),
    ),
    choice(
      t('scale'),
      [
        ['linear', t('linear')],
        ['log', t('logarithmic')],
      ],
      state.logY ? 'log' : 'linear',
      (value) => arrange((now) => ({ ...now, logY: value === 'log' })),
    ),
  ];
}
