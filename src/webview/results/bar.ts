import { t } from '@vscode/l10n';
import { numericColumns } from '../../results/column';
import { type Metric, metricCalled } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import type { CurvesShown } from './contract';
import { curveChoices } from './curve-bar';
import { button, choice, element } from './dom';
import { colorable, firstParameter, plottable } from './scatter-option';
import type { Ground, PlotKind, ViewState } from './view-state';

export interface BarEvents {
  /** @param change of the current arrangement: the table may have been filtered since the bar was created */
  arrange(change: (now: ViewState) => ViewState): void;
  /** Changes the metric of the runs. */
  judge(metric: Metric): void;
  savePng(): void;
  saveSvg(): void;
  share(): void;
}

const kindsOfPlots = (): readonly (readonly [PlotKind, string])[] => [
  ['parallel', t('Parallel')],
  ['scatter', t('Scatter')],
  ['effect', t('Effect')],
  ['curves', t('Curves')],
];
const grounds = (): readonly (readonly [Ground, string])[] => [
  ['theme', t('theme')],
  ['light', t('light')],
];
const none: readonly [string, string] = ['', '–'];

/** The controls above the plot: which plot, which metric, which axes. */
export function barOf(
  table: ResultsTable,
  metric: Metric | undefined,
  state: ViewState,
  events: BarEvents,
  curves: CurvesShown | undefined,
): readonly Node[] {
  const columns = plottable(table).map((title): readonly [string, string] => [title, title]);
  const colors = colorable(table).map((title): readonly [string, string] => [title, title]);
  const metrics = numericColumns(table).map((title): readonly [string, string] => [title, title]);
  return [
    element(
      'div',
      { class: 'line' },
      tabsOf(state, events),
      element('span', { class: 'space' }),
      ...savingOf(state, events),
    ),
    ...(metric === undefined ? [] : metricChoices(metrics, metric, events)),
    ...(state.plot === 'curves' ? curveChoices(curves, state, events) : []),
    ...(state.plot === 'parallel' || state.plot === 'curves'
      ? []
      : [
          choice(t('x'), columns, state.x || firstParameter(table), (x) =>
            events.arrange((now) => ({ ...now, x })),
          ),
        ]),
    choice(t('color'), [none, ...colors], state.color, (color) =>
      events.arrange((now) => ({ ...now, color })),
    ),
    ...(state.plot === 'scatter'
      ? [
          choice(t('size'), [none, ...metrics], state.size, (size) =>
            events.arrange((now) => ({ ...now, size })),
          ),
        ]
      : []),
  ];
}

/** The tabs have a separate line, so that they don't move with the plot's controls. */
const savingOf = (state: ViewState, events: BarEvents): readonly Node[] => [
  choice(t('save in'), grounds(), state.ground, (ground) =>
    events.arrange((now) => ({ ...now, ground: ground === 'light' ? 'light' : 'theme' })),
  ),
  button('PNG', () => events.savePng(), { title: t('Save the plot as PNG') }),
  button('SVG', () => events.saveSvg(), { title: t('Save the plot as SVG') }),
  button(t('Share…'), () => events.share(), {
    title: t('Save a page with the best run, the plot, and the sweep file, to send to others'),
  }),
];

function tabsOf(state: ViewState, events: BarEvents): HTMLElement {
  const kinds = kindsOfPlots();
  const tabs = element('div', { class: 'tabs', role: 'tablist', 'aria-label': t('Kind of plot') });
  for (const [kind, label] of kinds)
    tabs.append(
      button(label, () => events.arrange((now) => ({ ...now, plot: kind })), {
        role: 'tab',
        // Only the selected tab is in the tab order; arrow keys move between tabs.
        tabindex: kind === state.plot ? '0' : '-1',
        'data-key': 'tab',
        'aria-selected': String(kind === state.plot),
        class: kind === state.plot ? 'tab chosen' : 'tab',
      }),
    );
  tabs.addEventListener('keydown', ({ key }) => {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const at = kinds.findIndex(([kind]) => kind === state.plot);
    const next = kinds[(at + by + kinds.length) % kinds.length];
    if (by !== 0 && next !== undefined) events.arrange((now) => ({ ...now, plot: next[0] }));
  });
  return tabs;
}

function metricChoices(
  metrics: readonly (readonly [string, string])[],
  metric: Metric,
  events: BarEvents,
): readonly Node[] {
  const goals: readonly (readonly [string, string])[] = [
    ...(metric.guess === 'goal' ? [['', t('not known')] as const] : []),
    ['max', t('highest')],
    ['min', t('lowest')],
  ];
  return [
    choice(t('Metric'), metrics, metric.title, (title) => events.judge(metricCalled(title))),
    choice(t('best'), goals, metric.guess === 'goal' ? '' : metric.goal, (goal) =>
      events.judge({ title: metric.title, goal: goal === 'min' ? 'min' : 'max' }),
    ),
  ];
}
