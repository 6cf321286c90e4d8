import { costPerPoint } from '../../../../results/economy';
import { likelyMetric, type Metric } from '../../../../results/metric';
import { bestRow } from '../../../../results/rank';
import type { ResultsTable } from '../../../../results/record';
import type { ToPanel } from '../contract';
import { shownRows, textOf } from '../selection';
import { barOf } from './bar';
import { button, choice, element } from './dom';
import { Grid } from './grid';
import { groupedTable } from './groups';
import { keep, restored, send } from './host';
import { Plot } from './plot';
import { onThemeChange } from './theme';
import type { ViewState } from './view-state';

/** The panel: a bar of choices, a plot, the best run, and the table below. */
export class Panel {
  #state: ViewState = restored();
  #table: ResultsTable | undefined;
  #remembered: Metric | undefined;
  #live = false;
  #brushed: ReadonlySet<number> | undefined;
  #selected: number | undefined;
  readonly #bar = element('div', { class: 'bar', role: 'toolbar' });
  readonly #summary = element('p', { class: 'summary', role: 'status' });
  readonly #plotBox = element('div', { class: 'plot', role: 'img', 'aria-label': 'Plot of the results' });
  readonly #splitter = element('div', { class: 'splitter', role: 'separator', tabindex: '-1' });
  readonly #actions = element('div', { class: 'actions', role: 'toolbar' });
  readonly #notes = element('ul', { class: 'notes' });
  readonly #grid = new Grid({
    onSort: (title) => this.#sort(title),
    onFilter: (title, text) =>
      this.#set({ ...this.#state, filters: { ...this.#state.filters, [title]: text } }),
    onPin: (title) => this.#set({ ...this.#state, pinned: toggled(this.#state.pinned, title) }),
    onSelect: (row) => this.#select(row),
    onOpen: (row) => this.#about(row, (run) => send({ type: 'openLog', run })),
  });
  readonly #plot: Plot;

  constructor(root: HTMLElement) {
    root.replaceChildren(
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
      onPick: (row) => this.#select(row),
    });
    this.#drag();
    onThemeChange(() => this.#paintPlot());
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case 'table':
        this.#table = message.table;
        this.#live = message.live;
        this.#remembered = message.metric;
        this.#paint();
        return;
      case 'trouble':
        this.#summary.textContent = message.message;
        return;
    }
  }

  get #metric(): Metric | undefined {
    const table = this.#table;
    if (table === undefined) return undefined;
    const known = [this.#state.metric, this.#remembered].find(
      (metric) => metric !== undefined && table.columns.includes(metric.title),
    );
    return known ?? likelyMetric(table);
  }

  #set(state: ViewState): void {
    const before = this.#state;
    this.#state = state;
    keep(state);
    // A plot of ten thousand lines is drawn again only for what it shows.
    const drawn = ['plot', 'metric', 'hidden', 'x', 'color', 'size'] as const;
    if (drawn.some((key) => before[key] !== state[key])) this.#paint();
    else this.#paintTable();
  }

  #sort(title: string): void {
    const { sort } = this.#state;
    const goal = sort?.title === title && sort.goal === 'max' ? 'min' : 'max';
    this.#set({ ...this.#state, sort: { title, goal } });
  }

  #select(row: number): void {
    this.#selected = row;
    this.#paintTable();
    this.#grid.reveal(row);
  }

  #about(row: number | undefined, then: (run: string) => void): void {
    const table = this.#table;
    const name = row === undefined ? undefined : table?.rows[row]?.[table.columns.indexOf('name')];
    if (typeof name === 'string' || typeof name === 'number') then(String(name));
  }

  #paint(): void {
    const table = this.#table;
    if (table === undefined) return;
    this.#paintBar(table);
    this.#paintSummary(table);
    this.#paintPlot();
    this.#paintTable();
    this.#notes.replaceChildren(...table.notes.map((note) => element('li', {}, note)));
  }

  #paintBar(table: ResultsTable): void {
    const events = {
      arrange: (state: ViewState) => this.#set(state),
      savePng: () => send({ type: 'exportPlot', format: 'png', content: this.#plot.png() }),
      saveSvg: () => send({ type: 'exportPlot', format: 'svg', content: this.#plot.svg() }),
    };
    this.#bar.replaceChildren(...barOf(table, this.#metric, this.#state, events));
  }

  #paintSummary(table: ResultsTable): void {
    const metric = this.#metric;
    const best = metric === undefined ? undefined : bestRow(table, metric.title, metric.goal);
    const row = best === undefined ? undefined : table.rows[best];
    const cellOf = (title: string): string => textOf(row?.[table.columns.indexOf(title)]);
    if (metric === undefined || best === undefined) {
      this.#summary.replaceChildren(
        this.#live
          ? 'The sweep runs; no results yet.'
          : 'No run wrote a number that could be compared. JSON results are read: {"accuracy": 0.9}.',
      );
      return;
    }
    const perPoint = costPerPoint(table, metric.title)[best];
    this.#summary.replaceChildren(
      `Best of ${table.rows.length}: `,
      button(cellOf('name'), () => this.#select(best), { class: 'link' }),
      ` with ${metric.title} `,
      element('strong', {}, cellOf(metric.title)),
      ...(perPoint === undefined ? [] : [` · $${textOf(perPoint)} per point`]),
      ...(this.#live ? [' · still running'] : []),
    );
  }

  #paintPlot(): void {
    if (this.#table !== undefined) this.#plot.draw(this.#table, this.#metric, this.#state);
  }

  #paintTable(): void {
    const all = this.#table;
    if (all === undefined) return;
    const metric = this.#metric;
    const { groupBy, filters, hidden, pinned, sort } = this.#state;
    const grouped = groupBy !== '' && metric !== undefined;
    const table = grouped ? groupedTable(all, groupBy, metric) : all;
    const rows = shownRows(table, {
      ...(sort === undefined || !table.columns.includes(sort.title) ? {} : { sort }),
      filters,
      ...(grouped || this.#brushed === undefined ? {} : { brushed: this.#brushed }),
    });
    const shown = inReadingOrder(table).filter((title) => !hidden.includes(title));
    const columns = [
      ...shown.filter((title) => pinned.includes(title)),
      ...shown.filter((title) => !pinned.includes(title)),
    ];
    this.#paintActions(all, rows, columns);
    this.#grid.show({
      table,
      rows,
      columns,
      pinned: new Set(pinned),
      sort,
      filters,
      metric: grouped ? undefined : metric,
      selected: grouped ? undefined : this.#selected,
    });
  }

  #paintActions(table: ResultsTable, rows: readonly number[], columns: readonly string[]): void {
    if (this.#actions.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement)
      return;
    const metric = this.#metric;
    const parameters = table.columns
      .filter((_, place) => table.kinds[place] === 'parameter')
      .map((title): readonly [string, string] => [title, title]);
    const selected = this.#selected;
    const open = this.#actions.querySelector('details')?.open === true;
    this.#actions.replaceChildren(
      element(
        'span',
        { class: 'count' },
        rows.length === table.rows.length
          ? `${rows.length} runs`
          : `${rows.length} of ${table.rows.length} runs`,
      ),
      choice('group by', [['', '–'], ...parameters], this.#state.groupBy, (by) =>
        this.#set({ ...this.#state, groupBy: by }),
      ),
      this.#picker(table, open),
      ...(selected === undefined || this.#state.groupBy !== ''
        ? []
        : [
            button('Log', () => this.#about(selected, (run) => send({ type: 'openLog', run }))),
            button('Files', () => this.#about(selected, (run) => send({ type: 'openFolder', run }))),
            button('In sweep file', () => this.#about(selected, (run) => send({ type: 'showInFile', run }))),
          ]),
      element('span', { class: 'space' }),
      ...(metric === undefined
        ? []
        : [button('Refine around the best', () => send({ type: 'refine', metric }))]),
      button('CSV', () => send({ type: 'exportTable', rows, columns }), { title: 'Save these rows as CSV' }),
    );
  }

  #picker(table: ResultsTable, open: boolean): HTMLDetailsElement {
    const list = element('div', { class: 'columns' });
    for (const title of table.columns) {
      const box = element('input', { type: 'checkbox' });
      box.checked = !this.#state.hidden.includes(title);
      box.addEventListener('change', () => {
        box.blur();
        this.#set({ ...this.#state, hidden: toggled(this.#state.hidden, title) });
      });
      list.append(element('label', {}, box, title));
    }
    const details = element('details', {}, element('summary', {}, 'Columns'), list);
    details.open = open;
    return details;
  }

  /** The line between plot and table can be moved. */
  #drag(): void {
    this.#splitter.addEventListener('pointerdown', (down) => {
      this.#splitter.setPointerCapture(down.pointerId);
      const height = this.#plotBox.clientHeight;
      const move = (event: PointerEvent): void => {
        this.#plotBox.style.height = `${Math.max(120, height + event.clientY - down.clientY)}px`;
      };
      this.#splitter.addEventListener('pointermove', move);
      this.#splitter.addEventListener(
        'pointerup',
        () => this.#splitter.removeEventListener('pointermove', move),
        { once: true },
      );
    });
  }
}

/** What was tried, then what came out, then how it went. */
function inReadingOrder({ columns, kinds }: ResultsTable): readonly string[] {
  const order = ['run', 'parameter', 'result', 'outcome'] as const;
  return order.flatMap((kind) => columns.filter((_, place) => kinds[place] === kind));
}

const toggled = (titles: readonly string[], title: string): readonly string[] =>
  titles.includes(title) ? titles.filter((other) => other !== title) : [...titles, title];
