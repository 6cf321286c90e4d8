import type { Metric } from '../../../../results/metric';
import { bestRow, type Goal } from '../../../../results/rank';
import type { ResultsTable } from '../../../../results/record';
import type { Choice, Manner } from '../choice';
import { textOf } from '../selection';
import { button, element } from './dom';

/** Height of a row in pixels: rows of one height are found without measuring. */
const rowHeight = 24;
/** Rows painted beyond what is in sight. */
const margin = 12;

export interface GridEvents {
  onSort(title: string): void;
  onFilter(title: string, text: string): void;
  onPin(title: string): void;
  onChoose(row: number, manner: Manner, shown: readonly number[]): void;
  onChooseAll(shown: readonly number[]): void;
  onChooseNone(): void;
  onOpen(row: number): void;
}

export interface GridView {
  readonly table: ResultsTable;
  /** Places of the rows shown, in order. */
  readonly rows: readonly number[];
  /** Titles of the columns shown, pinned ones first. */
  readonly columns: readonly string[];
  readonly pinned: ReadonlySet<string>;
  readonly sort: { readonly title: string; readonly goal: Goal } | undefined;
  readonly filters: Readonly<Record<string, string>>;
  readonly metric: Metric | undefined;
  readonly choice: Choice;
}

/** The table of runs. Only rows in sight are in the page, so ten thousand scroll as well as ten. */
export class Grid {
  readonly #head = element('div', { class: 'head', role: 'rowgroup' });
  readonly #body = element('div', { class: 'body', role: 'rowgroup' });
  readonly element = element(
    'div',
    { class: 'grid', role: 'grid', tabindex: '0', 'aria-multiselectable': 'true', 'aria-label': 'Runs' },
    this.#head,
    this.#body,
  );
  #view: GridView | undefined;
  #headKey = '';
  #widths: readonly number[] = [];
  /** What is reckoned once for a table, however often it is sorted. */
  #known:
    | { readonly table: ResultsTable; readonly metric: Metric | undefined; readonly best: number | undefined }
    | undefined;
  readonly #widthsOf = new WeakMap<ResultsTable, Map<string, number>>();

  constructor(private readonly events: GridEvents) {
    this.element.addEventListener('scroll', () => this.#paintBody(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    new ResizeObserver(() => this.#paintBody()).observe(this.element);
  }

  show(view: GridView): void {
    this.#view = view;
    this.#know(view);
    this.#widths = view.columns.map((title) => this.#widthOf(view.table, title));
    this.element.style.setProperty('--columns', this.#widths.map((width) => `${width}px`).join(' '));
    this.element.setAttribute('aria-rowcount', String(view.rows.length));
    this.element.setAttribute('aria-colcount', String(view.columns.length));
    this.#paintHead(view);
    this.#body.style.height = `${view.rows.length * rowHeight}px`;
    this.#paintBody();
  }

  #know({ metric, table }: GridView): void {
    if (this.#known?.table === table && this.#known.metric === metric) return;
    const best = metric === undefined ? undefined : bestRow(table, metric.title, metric.goal);
    this.#known = { table, metric, best };
  }

  #widthOf(table: ResultsTable, title: string): number {
    const widths = this.#widthsOf.get(table) ?? new Map<string, number>();
    this.#widthsOf.set(table, widths);
    const width = widths.get(title) ?? widthOf(table, title);
    widths.set(title, width);
    return width;
  }

  /** Brings a row into sight. */
  reveal(row: number): void {
    const place = this.#view?.rows.indexOf(row) ?? -1;
    if (place < 0) return;
    const top = place * rowHeight;
    const room = this.element.clientHeight - this.#head.offsetHeight;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + rowHeight > this.element.scrollTop + room) this.element.scrollTop = top + rowHeight - room;
  }

  /** The head is made again only when its columns change: a filter that is being typed keeps its cursor. */
  #paintHead(view: GridView): void {
    const key = JSON.stringify([view.columns, [...view.pinned], view.sort, view.metric]);
    if (key === this.#headKey) return;
    this.#headKey = key;
    const focused =
      document.activeElement instanceof HTMLInputElement
        ? document.activeElement.dataset['title']
        : undefined;
    const titles = element('div', { class: 'row titles', role: 'row' });
    const filters = element('div', { class: 'row filters', role: 'row' });
    for (const [at, title] of view.columns.entries()) {
      const sorted =
        view.sort?.title === title ? (view.sort.goal === 'max' ? 'descending' : 'ascending') : 'none';
      const sign = sorted === 'none' ? '' : sorted === 'descending' ? ' ↓' : ' ↑';
      const kind = view.table.kinds[view.table.columns.indexOf(title)] ?? 'result';
      const name = button(`${title}${sign}`, () => this.events.onSort(title), {
        class: 'title',
        title: `Sort by ${title}`,
      });
      const pin = button(view.pinned.has(title) ? '●' : '○', () => this.events.onPin(title), {
        class: 'pin',
        title: view.pinned.has(title) ? `Unpin ${title}` : `Pin ${title}`,
        'aria-pressed': String(view.pinned.has(title)),
      });
      const isMetric = view.metric?.title === title;
      titles.append(
        this.#cell(
          view,
          at,
          { role: 'columnheader', 'aria-sort': sorted, class: `cell ${kind}${isMetric ? ' metric' : ''}` },
          name,
          pin,
        ),
      );
      const input = element('input', {
        type: 'search',
        placeholder: 'filter',
        'aria-label': `Filter ${title}: text, >0.9, <=3, =relu`,
        value: view.filters[title] ?? '',
        'data-title': title,
      });
      input.addEventListener('input', () => this.events.onFilter(title, input.value));
      filters.append(this.#cell(view, at, { role: 'gridcell', class: 'cell' }, input));
    }
    this.#head.replaceChildren(titles, filters);
    if (focused !== undefined)
      for (const input of this.#head.querySelectorAll('input'))
        if (input.dataset['title'] === focused) input.focus();
  }

  #paintBody(): void {
    const view = this.#view;
    if (view === undefined) return;
    const from = Math.max(0, Math.floor(this.element.scrollTop / rowHeight) - margin);
    const to = Math.min(
      view.rows.length,
      from + Math.ceil(this.element.clientHeight / rowHeight) + 2 * margin,
    );
    const best = this.#known?.best;
    const places = view.columns.map((title) => view.table.columns.indexOf(title));
    const painted: HTMLElement[] = [];
    for (let at = from; at < to; at += 1) {
      const row = view.rows[at];
      if (row === undefined) continue;
      const line = element('div', {
        id: `row-${row}`,
        class: classesOf(row, row === best, view.choice),
        role: 'row',
        'aria-rowindex': String(at + 1),
        'aria-selected': String(view.choice.rows.has(row)),
      });
      line.style.transform = `translateY(${at * rowHeight}px)`;
      for (const [column, place] of places.entries()) {
        const cell = view.table.rows[row]?.[place];
        const text = textOf(cell);
        const kind = typeof cell === 'number' ? ' number' : '';
        line.append(this.#cell(view, column, { role: 'gridcell', class: `cell${kind}`, title: text }, text));
      }
      line.addEventListener('click', (event) => this.events.onChoose(row, mannerOf(event), view.rows));
      line.addEventListener('dblclick', () => this.events.onOpen(row));
      painted.push(line);
    }
    this.#body.replaceChildren(...painted);
    const { active } = view.choice;
    if (active !== undefined && painted.some(({ id }) => id === `row-${active}`))
      this.element.setAttribute('aria-activedescendant', `row-${active}`);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #cell(
    view: GridView,
    at: number,
    attributes: Readonly<Record<string, string>>,
    ...content: readonly (Node | string)[]
  ): HTMLElement {
    const cell = element('div', attributes, ...content);
    const title = view.columns[at];
    if (title !== undefined && view.pinned.has(title)) {
      cell.classList.add('pinned');
      const left = this.#widths.slice(0, at).reduce((sum, width) => sum + width, 0);
      cell.style.left = `${left}px`;
    }
    return cell;
  }

  #onKey(event: KeyboardEvent): void {
    const view = this.#view;
    if (view === undefined || event.target !== this.element) return;
    const { active } = view.choice;
    const next = this.#rowAfter(event.key, view);
    if (next !== undefined) {
      event.preventDefault();
      this.events.onChoose(next, event.shiftKey ? 'range' : event.ctrlKey ? 'move' : 'alone', view.rows);
    } else if (event.key === ' ' && active !== undefined) {
      event.preventDefault();
      this.events.onChoose(active, 'toggle', view.rows);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.events.onChooseAll(view.rows);
    } else if (event.key === 'Escape') this.events.onChooseNone();
    else if (event.key === 'Enter' && active !== undefined) this.events.onOpen(active);
  }

  /** Where a key leads to; undefined for a key that leads nowhere. */
  #rowAfter(key: string, { choice, rows }: GridView): number | undefined {
    const at = choice.active === undefined ? -1 : rows.indexOf(choice.active);
    const page = Math.max(
      1,
      Math.floor((this.element.clientHeight - this.#head.offsetHeight) / rowHeight) - 1,
    );
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    const by = Object.hasOwn(steps, key) ? steps[key] : undefined;
    return by === undefined ? undefined : rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  }
}

const mannerOf = (event: MouseEvent): Manner =>
  event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'alone';

const classesOf = (row: number, best: boolean, { active, rows }: Choice): string =>
  [
    'row',
    ...(best ? ['best'] : []),
    ...(rows.has(row) ? ['selected'] : []),
    ...(row === active ? ['active'] : []),
  ].join(' ');

/** Wide enough for the title and for what its first rows hold. */
function widthOf(table: ResultsTable, title: string): number {
  const place = table.columns.indexOf(title);
  const longest = table.rows
    .slice(0, 200)
    .reduce((most, row) => Math.max(most, textOf(row[place]).length), title.length + 4);
  return Math.round(Math.min(280, Math.max(76, 20 + longest * 8)));
}
