import type { Metric } from '../../../../results/metric';
import { bestRow, type Goal } from '../../../../results/rank';
import type { ResultsTable } from '../../../../results/record';
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
  onSelect(row: number): void;
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
  readonly selected: number | undefined;
}

/** The table of runs. Only rows in sight are in the page, so ten thousand scroll as well as ten. */
export class Grid {
  readonly #head = element('div', { class: 'head', role: 'rowgroup' });
  readonly #body = element('div', { class: 'body', role: 'rowgroup' });
  readonly element = element('div', { class: 'grid', role: 'grid', tabindex: '0' }, this.#head, this.#body);
  #view: GridView | undefined;
  #headKey = '';
  #widths: readonly number[] = [];

  constructor(private readonly events: GridEvents) {
    this.element.addEventListener('scroll', () => this.#paintBody(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    new ResizeObserver(() => this.#paintBody()).observe(this.element);
  }

  show(view: GridView): void {
    this.#view = view;
    this.#widths = view.columns.map((title) => widthOf(view.table, title));
    this.element.style.setProperty('--columns', this.#widths.map((width) => `${width}px`).join(' '));
    this.element.setAttribute('aria-rowcount', String(view.rows.length));
    this.element.setAttribute('aria-colcount', String(view.columns.length));
    this.#paintHead(view);
    this.#body.style.height = `${view.rows.length * rowHeight}px`;
    this.#paintBody();
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
    const best =
      view.metric === undefined ? undefined : bestRow(view.table, view.metric.title, view.metric.goal);
    const places = view.columns.map((title) => view.table.columns.indexOf(title));
    const painted: HTMLElement[] = [];
    for (let at = from; at < to; at += 1) {
      const row = view.rows[at];
      if (row === undefined) continue;
      const line = element('div', {
        class: `row${row === best ? ' best' : ''}${row === view.selected ? ' selected' : ''}`,
        role: 'row',
        'aria-rowindex': String(at + 1),
        'aria-selected': String(row === view.selected),
      });
      line.style.transform = `translateY(${at * rowHeight}px)`;
      for (const [column, place] of places.entries()) {
        const cell = view.table.rows[row]?.[place];
        const text = textOf(cell);
        const kind = typeof cell === 'number' ? ' number' : '';
        line.append(this.#cell(view, column, { role: 'gridcell', class: `cell${kind}`, title: text }, text));
      }
      line.addEventListener('click', () => this.events.onSelect(row));
      line.addEventListener('dblclick', () => this.events.onOpen(row));
      painted.push(line);
    }
    this.#body.replaceChildren(...painted);
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
    const at = view.selected === undefined ? -1 : view.rows.indexOf(view.selected);
    const step: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 };
    const by = step[event.key];
    if (by !== undefined) {
      event.preventDefault();
      const next = view.rows[Math.min(view.rows.length - 1, Math.max(0, at + by))];
      if (next !== undefined) this.events.onSelect(next);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      const next = event.key === 'Home' ? view.rows[0] : view.rows.at(-1);
      if (next !== undefined) this.events.onSelect(next);
    } else if (event.key === 'Enter' && view.selected !== undefined) this.events.onOpen(view.selected);
  }
}

/** Wide enough for the title and for what its first rows hold. */
function widthOf(table: ResultsTable, title: string): number {
  const place = table.columns.indexOf(title);
  const longest = table.rows
    .slice(0, 200)
    .reduce((most, row) => Math.max(most, textOf(row[place]).length), title.length + 4);
  return Math.round(Math.min(280, Math.max(76, 20 + longest * 8)));
}
