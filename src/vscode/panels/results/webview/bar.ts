import { numericColumns } from '../../../../results/column';
import type { Metric } from '../../../../results/metric';
import type { ResultsTable } from '../../../../results/record';
import { button, choice, element } from './dom';
import { send } from './host';
import { plottable } from './scatter-option';
import type { PlotKind, ViewState } from './view-state';

export interface BarEvents {
  arrange(state: ViewState): void;
  savePng(): void;
  saveSvg(): void;
}

const kinds: readonly (readonly [PlotKind, string])[] = [
  ['parallel', 'Parallel'],
  ['scatter', 'Scatter'],
  ['effect', 'Effect'],
];
const none: readonly [string, string] = ['', '–'];

/** The choices above the plot: which plot, which metric, which axes. */
export function barOf(
  table: ResultsTable,
  metric: Metric | undefined,
  state: ViewState,
  events: BarEvents,
): readonly Node[] {
  const columns = plottable(table).map((title): readonly [string, string] => [title, title]);
  const metrics = numericColumns(table).map((title): readonly [string, string] => [title, title]);
  return [
    tabsOf(state, events),
    ...(metric === undefined ? [] : metricChoices(metrics, metric, state, events)),
    ...(state.plot === 'parallel'
      ? []
      : [choice('x', columns, state.x || (columns[0]?.[0] ?? ''), (x) => events.arrange({ ...state, x }))]),
    ...(state.plot === 'scatter'
      ? [
          choice('colour', [none, ...metrics], state.color, (color) => events.arrange({ ...state, color })),
          choice('size', [none, ...metrics], state.size, (size) => events.arrange({ ...state, size })),
        ]
      : []),
    element('span', { class: 'space' }),
    button('PNG', () => events.savePng(), { title: 'Save the plot as PNG' }),
    button('SVG', () => events.saveSvg(), { title: 'Save the plot as SVG' }),
  ];
}

function tabsOf(state: ViewState, events: BarEvents): HTMLElement {
  const tabs = element('div', { class: 'tabs', role: 'tablist' });
  for (const [kind, label] of kinds)
    tabs.append(
      button(label, () => events.arrange({ ...state, plot: kind }), {
        role: 'tab',
        'aria-selected': String(kind === state.plot),
        class: kind === state.plot ? 'tab chosen' : 'tab',
      }),
    );
  return tabs;
}

function metricChoices(
  metrics: readonly (readonly [string, string])[],
  metric: Metric,
  state: ViewState,
  events: BarEvents,
): readonly Node[] {
  const choose = (next: Metric): void => {
    send({ type: 'chooseMetric', metric: next });
    events.arrange({ ...state, metric: next, sort: next });
  };
  const goals = [
    ['max', 'most'],
    ['min', 'least'],
  ] as const;
  return [
    choice('Metric', metrics, metric.title, (title) => choose({ ...metric, title })),
    choice('best is', goals, metric.goal, (goal) =>
      choose({ ...metric, goal: goal === 'min' ? 'min' : 'max' }),
    ),
  ];
}
