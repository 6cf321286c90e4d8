import { t } from '@vscode/l10n';
import { withCostPerPoint } from '../../results/economy';
import { byRepetition, groupedTable, isRepeated } from '../../results/grouped-table';
import { likelyMetric, type Metric, orderingMetric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import { shownRows, tableOfRows } from '../../results/selection';
import { actionsOf, toggled } from './actions';
import { barOf } from './bar';
import type { CellWords } from './cell-words';
import { type ChosenRows, choose, chooseAll, chosenAmong, noChoice } from './choice';
import type { CurvesShown, RunAddress, SweepAddress, SweepShown, ToPanel } from './contract';
import { button, element, refill } from './dom';
import { ResultsGrid } from './grid';
import { keep, restored, sendToHost } from './host';
import { Plot } from './plot';
import { plotLabel } from './plot-label';
import { splitterOf } from './splitter';
import { summaryOf } from './summary';
import { sweepsOf } from './sweeps';
import { onThemeChange } from './theme';
import type { Ground, ViewState } from './view-state';

const manyRows = 2_000;
/** The agents upload metrics every 5 to 60 seconds. */
const pollMilliseconds = 15_000;
const noWords: CellWords = { labels: [], stateNames: {} };

/** The panel: its sweeps, a bar with controls, a plot, the best run, and the table below. */
export class Panel {
  #state: ViewState = restored();
  /** As received. */
  #bare: ResultsTable | undefined;
  /** Including the columns that depend on the metric. */
  #table: ResultsTable | undefined;
  #words: CellWords = noWords;
  #sweeps: readonly SweepShown[] = [];
  #remembered: Metric | undefined;
  /** What the plot of curves shows; undefined: not read yet. */
  #curves: CurvesShown | undefined;
  #brushed: ReadonlySet<number> | undefined;
  #choice: ChosenRows = noChoice;
  #plotting: ReturnType<typeof setTimeout> | undefined;
  #asking: ReturnType<typeof setInterval> | undefined;
  readonly #trouble = element('p', { class: 'trouble', role: 'alert' });
  readonly #head = element('div', { class: 'sweeps', role: 'toolbar', 'aria-label': t('Sweeps') });
  readonly #bar = element('div', { class: 'bar', role: 'toolbar', 'aria-label': t('Plot') });
  readonly #summary = element('p', { class: 'summary', role: 'status' });
  readonly #plotBox = element('div', { class: 'plot', role: 'img' });
  readonly #splitter = splitterOf(this.#plotBox, (plotHeight) => this.#set({ ...this.#state, plotHeight }));
  readonly #actions = element('div', { class: 'actions', role: 'toolbar', 'aria-label': t('Runs') });
  readonly #notes = element('ul', { class: 'notes', 'aria-label': t('How results were read') });
  readonly #grid = new ResultsGrid({
    onSort: (title) => this.#sort(title),
    onFilter: (title, text) =>
      this.#set({ ...this.#state, filters: { ...this.#state.filters, [title]: text } }),
    onPin: (title) => this.#set({ ...this.#state, pinned: toggled(this.#state.pinned, title) }),
    onChoose: (row, manner, shown) => this.#choose(choose(this.#choice, row, manner, shown)),
    onChooseAll: (shown) => this.#choose(chooseAll(this.#choice, shown)),
    onChooseNone: () => this.#choose(noChoice),
    onOpen: (row) => {
      const run = this.#runOf(row);
      if (run !== undefined) sendToHost({ type: 'openLog', ...run });
    },
  });
  readonly #plot: Plot;

  constructor(root: HTMLElement, sweeps: readonly SweepAddress[]) {
    keep(this.#state, sweeps);
    this.#summary.textContent = t('Reading results…');
    if (this.#state.plotHeight !== undefined) this.#plotBox.style.height = `${this.#state.plotHeight}px`;
    root.replaceChildren(
      this.#trouble,
      this.#head,
      this.#bar,
      this.#summary,
      this.#plotBox,
      this.#splitter,
      this.#actions,
      this.#grid.element,
      this.#notes,
    );
    this.#plot = new Plot(this.#plotBox, {
      onBrush: (rows) => {
        this.#brushed = rows;
        this.#paintTable();
      },
      onPick: (row) => this.#choose(choose(this.#choice, row, 'alone', [])),
    });
    onThemeChange(() => this.#plot.recolor());
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case 'table':
        // Row indexes stay the same while a sweep is running, but not when a sweep is added or removed.
        if (this.#ids(this.#sweeps) !== this.#ids(message.sweeps)) this.#choice = noChoice;
        this.#remembered = message.metric;
        this.#bare = message.table;
        this.#words = { labels: message.labels ?? [], stateNames: message.stateNames ?? {} };
        this.#trouble.replaceChildren();
        this.#know(message.sweeps);
        this.#paint();
        this.#askCurves();
        return;
      case 'curves':
        this.#curves = message.curves;
        this.#paint();
        return;
      case 'sweeps':
        this.#know(message.sweeps);
        return;
      case 'trouble':
        this.#trouble.replaceChildren(
          message.message,
          ' ',
          button(t('Try again'), () => sendToHost({ type: 'retry' })),
        );
        return;
    }
  }

  #know(sweeps: readonly SweepShown[]): void {
    this.#sweeps = sweeps;
    keep(this.#state, sweeps);
    refill(this.#head, ...sweepsOf(sweeps));
    if (this.#table !== undefined) this.#paintSummary(this.#table);
  }

  /** Indexes of the rows that match the filters, in the order of the sweep. */
  #filtered(table: ResultsTable): readonly number[] {
    return shownRows(table, { filters: this.#state.filters });
  }

  #ids(sweeps: readonly SweepShown[]): string {
    return sweeps.map(({ sweepId }) => sweepId).join('\n');
  }

  get #metric(): Metric | undefined {
    const table = this.#bare;
    if (table === undefined) return undefined;
    const known = [this.#state.metric, this.#remembered].find(
      (metric) => metric !== undefined && table.columns.includes(metric.title),
    );
    return known ?? likelyMetric(table);
  }

  #set(state: ViewState): void {
    const before = this.#state;
    this.#state = state;
    keep(state, this.#sweeps);
    // A plot of ten thousand lines is drawn again only for what it shows.
    const drawn = ['plot', 'metric', 'hidden', 'x', 'color', 'size', 'curveX', 'smooth', 'logY'] as const;
    if (before.curve !== state.curve || before.plot !== state.plot) this.#askCurves();
    if (drawn.some((key) => before[key] !== state[key])) this.#paint();
    else {
      this.#paintTable();
      if (before.filters !== state.filters) this.#paintPlotSoon();
    }
  }

  #sort(title: string): void {
    // Best first is a sort order, too: a click on the metric reverses it.
    const sort = this.#state.sort ?? orderingMetric(this.#metric);
    const goal = sort?.title === title && sort.goal === 'max' ? 'min' : 'max';
    this.#set({ ...this.#state, sort: { title, goal } });
  }

  #choose(choice: ChosenRows): void {
    this.#choice = choice;
    this.#plot.light([...choice.rows]);
    this.#paintTable();
    if (choice.active !== undefined) this.#grid.reveal(choice.active);
  }

  /** The run of a row: the rows of the sweeps follow one another. */
  #runOf(row: number): RunAddress | undefined {
    const table = this.#table;
    const name = table?.rows[row]?.[table.columns.indexOf('name')];
    let end = 0;
    for (const { rows, sweepId } of this.#sweeps) {
      end += rows;
      if (row < end) return name === undefined ? undefined : { sweepId, run: String(name) };
    }
    return undefined;
  }

  #paint(): void {
    if (this.#bare === undefined) return;
    const table = withCostPerPoint(this.#bare, this.#metric);
    this.#table = table;
    this.#paintBar(table);
    this.#paintSummary(table);
    this.#paintTable();
    this.#notes.replaceChildren(...table.notes.map((note) => element('li', {}, note)));
    // Ten thousand lines take longer than the table, which is visible while they are drawn.
    if (table.rows.length < manyRows) this.#paintPlot();
    else requestAnimationFrame(() => setTimeout(() => this.#paintPlot()));
  }

  #paintBar(table: ResultsTable): void {
    const picture = (): readonly [heading: string, ground: Ground] => [
      this.#sweeps.map(({ name, sweepId }) => name || sweepId).join(', '),
      this.#state.ground,
    ];
    const events = {
      arrange: (change: (now: ViewState) => ViewState) => this.#set(change(this.#state)),
      judge: (metric: Metric) => this.#judge(metric),
      share: () =>
        sendToHost({
          type: 'share',
          plot: this.#plot.svg(picture()[0], 'light'),
          plotText: this.#plotBox.getAttribute('aria-label') ?? '',
        }),
      savePng: () => sendToHost({ type: 'exportPlot', format: 'png', content: this.#plot.png(...picture()) }),
      saveSvg: () => sendToHost({ type: 'exportPlot', format: 'svg', content: this.#plot.svg(...picture()) }),
    };
    refill(this.#bar, ...barOf(table, this.#metric, this.#state, events, this.#curves));
  }

  #paintSummary(table: ResultsTable): void {
    const live = this.#sweeps.some((sweep) => sweep.live);
    const events = {
      onRun: (row: number) => this.#choose(choose(this.#choice, row, 'alone', [])),
      judge: (metric: Metric) => this.#judge(metric),
    };
    refill(this.#summary, ...summaryOf(table, this.#metric, live, events));
  }

  #judge(metric: Metric): void {
    sendToHost({ type: 'chooseMetric', metric });
    // The old sort no longer applies: best first, by the new metric.
    const { sort: _, ...rest } = this.#state;
    this.#set({ ...rest, metric });
  }

  /** Asks for the curves that are to be shown. While runs report, the panel asks again: only what is new is read. */
  #askCurves(): void {
    clearInterval(this.#asking);
    if (this.#state.plot !== 'curves') return;
    const ask = (): void => sendToHost({ type: 'showCurves', metric: this.#state.curve });
    ask();
    if (this.#sweeps.some(({ live }) => live))
      this.#asking = setInterval(() => {
        if (!document.hidden) ask();
      }, pollMilliseconds);
  }

  /** Not with every letter that is typed. */
  #paintPlotSoon(): void {
    clearTimeout(this.#plotting);
    this.#plotting = setTimeout(() => this.#paintPlot(), 120);
  }

  #paintPlot(): void {
    if (this.#table === undefined) return;
    // Without a metric, there is nothing to plot.
    const nothing = this.#metric === undefined;
    for (const each of [this.#bar, this.#plotBox, this.#splitter]) each.hidden = nothing;
    if (nothing) return;
    const rows = this.#filtered(this.#table);
    const table = tableOfRows(this.#table, rows);
    this.#plotBox.setAttribute('aria-label', plotLabel(table, this.#metric, this.#state));
    this.#plot.draw({ table, rows, metric: this.#metric, state: this.#state, curves: this.#curves });
    this.#plot.light([...this.#choice.rows]);
  }

  #paintTable(): void {
    const all = this.#table;
    if (all === undefined) return;
    const metric = this.#metric;
    const { groupBy, filters, hidden, pinned, sort } = this.#state;
    const known = groupBy === byRepetition ? isRepeated(all) : all.columns.includes(groupBy);
    const grouped = groupBy !== '' && metric !== undefined && known;
    // Groups contain the runs that match the filters.
    const through = grouped ? this.#filtered(all) : [];
    const table = grouped ? groupedTable(tableOfRows(all, through), groupBy, metric) : all;
    const sorted = sort !== undefined && table.columns.includes(sort.title) ? sort : undefined;
    const ordered = grouped ? undefined : orderingMetric(metric);
    const rows = shownRows(table, {
      ...(sorted === undefined ? {} : { sort: sorted }),
      ...(ordered === undefined ? {} : { metric: ordered }),
      filters,
      ...(grouped || this.#brushed === undefined ? {} : { brushed: this.#brushed }),
    });
    const shown = inReadingOrder(table).filter((title) => !hidden.includes(title));
    const columns = [
      ...shown.filter((title) => pinned.includes(title)),
      ...shown.filter((title) => !pinned.includes(title)),
    ];
    const choice = grouped ? noChoice : this.#choice;
    const active = choice.active === undefined ? undefined : this.#runOf(choice.active);
    refill(
      this.#actions,
      ...actionsOf({
        table: all,
        state: this.#state,
        metric,
        rows,
        columns,
        grouped: grouped ? through.length : undefined,
        active,
        chosen: chosenAmong(choice, rows).flatMap((row) => this.#runOf(row) ?? []),
        picking: this.#actions.querySelector('details')?.open === true,
        arrange: (state) => this.#set(state),
      }),
    );
    this.#grid.show({
      table,
      rows,
      columns,
      pinned: new Set(pinned),
      sort: sorted ?? ordered,
      filters,
      metric: grouped ? undefined : metric,
      choice,
      words: grouped ? noWords : this.#words,
    });
  }
}

/** Parameters, then results, then outcomes. */
function inReadingOrder({ columns, kinds }: ResultsTable): readonly string[] {
  const order = ['run', 'sweep', 'parameter', 'result', 'outcome'] as const;
  return order.flatMap((kind) => columns.filter((_, place) => kinds[place] === kind));
}
