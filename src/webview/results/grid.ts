import { t } from '@vscode/l10n';
import { bestContender } from '../../results/contender';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import { cellWords } from './cell-words';
import type { ChosenRows, Manner } from './choice';
import { element, refill } from './dom';
import { headOf } from './grid-head';
import type { GridEvents, GridView } from './grid-view';
import { type ColumnLayout, columnLayoutOf, columnsInSight, widthOf } from './layout';

/** Height of a row in pixels: with a fixed height, rows are located without measuring. */
const rowHeight = 24;
/** Rows that are rendered beyond the visible area. */
const margin = 12;

/** The table of runs. Only visible rows and columns are in the page, so ten thousand rows scroll as smoothly as ten. */
export class ResultsGrid {
  readonly #head = element('div', { class: 'head', role: 'rowgroup' });
  readonly #body = element('div', { class: 'body', role: 'rowgroup' });
  readonly element = element(
    'div',
    { class: 'grid', role: 'grid', tabindex: '0', 'aria-multiselectable': 'true', 'aria-label': t('Runs') },
    this.#head,
    this.#body,
  );
  #view: GridView | undefined;
  #headKey = '';
  #layout: ColumnLayout = columnLayoutOf([]);
  /** Computed once for a table, regardless of sorting. */
  #known:
    | { readonly table: ResultsTable; readonly metric: Metric | undefined; readonly best: number | undefined }
    | undefined;
  readonly #widthsOf = new WeakMap<ResultsTable, Map<string, number>>();

  constructor(private readonly events: GridEvents) {
    this.element.addEventListener('scroll', () => this.#paint(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    new ResizeObserver(() => this.#paint()).observe(this.element);
  }

  show(view: GridView): void {
    this.#view = view;
    this.#know(view);
    this.#layout = columnLayoutOf(view.columns.map((title) => this.#widthOf(view.table, title)));
    this.element.style.setProperty('--columns', this.#layout.widths.map((width) => `${width}px`).join(' '));
    this.element.setAttribute('aria-rowcount', String(view.rows.length));
    this.element.setAttribute('aria-colcount', String(view.columns.length));
    this.#body.style.height = `${view.rows.length * rowHeight}px`;
    this.#paint();
  }

  #know({ metric, table }: GridView): void {
    if (this.#known?.table === table && this.#known.metric === metric) return;
    const best = metric === undefined ? undefined : bestContender(table, metric);
    this.#known = { table, metric, best };
  }

  #widthOf(table: ResultsTable, title: string): number {
    const widths = this.#widthsOf.get(table) ?? new Map<string, number>();
    this.#widthsOf.set(table, widths);
    const width = widths.get(title) ?? widthOf(table, title);
    widths.set(title, width);
    return width;
  }

  /** Scrolls to a row. */
  reveal(row: number): void {
    const place = this.#view?.rows.indexOf(row) ?? -1;
    if (place < 0) return;
    const top = place * rowHeight;
    const room = this.element.clientHeight - this.#head.offsetHeight;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + rowHeight > this.element.scrollTop + room) this.element.scrollTop = top + rowHeight - room;
  }

  #paint(): void {
    const view = this.#view;
    if (view === undefined) return;
    const pinned = view.columns.filter((title) => view.pinned.has(title)).length;
    const columns = columnsInSight(this.#layout, pinned, this.element);
    this.#paintHead(view, columns);
    this.#paintBody(view, columns);
  }

  /** The head is recreated only if its columns change, so that a filter field keeps its cursor. */
  #paintHead(view: GridView, columns: readonly number[]): void {
    const key = JSON.stringify([
      columns.map((column) => view.columns[column]),
      [...view.pinned],
      view.sort,
      view.metric,
    ]);
    if (key === this.#headKey) return;
    this.#headKey = key;
    refill(
      this.#head,
      ...headOf(view, columns, this.events, (cell, column) => this.#place(view, cell, column)),
    );
  }

  #paintBody(view: GridView, columns: readonly number[]): void {
    const from = Math.max(0, Math.floor(this.element.scrollTop / rowHeight) - margin);
    const to = Math.min(
      view.rows.length,
      from + Math.ceil(this.element.clientHeight / rowHeight) + 2 * margin,
    );
    const best = this.#known?.best;
    const places = columns.map((column) => ({
      column,
      place: view.table.columns.indexOf(view.columns[column] ?? ''),
    }));
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
      for (const { column, place } of places) {
        const cell = view.table.rows[row]?.[place];
        const { full, text } = cellWords(view.table, place, row, cell, view.words);
        const kind = typeof cell === 'number' ? ' number' : '';
        line.append(
          this.#place(
            view,
            element('div', { role: 'gridcell', class: `cell${kind}`, title: full }, text),
            column,
          ),
        );
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

  #place(view: GridView, cell: HTMLElement, column: number): HTMLElement {
    cell.style.gridColumn = String(column + 1);
    cell.setAttribute('aria-colindex', String(column + 1));
    const title = view.columns[column];
    if (title !== undefined && view.pinned.has(title)) {
      cell.classList.add('pinned');
      cell.style.left = `${this.#layout.lefts[column] ?? 0}px`;
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

  /** The target row of a key; undefined for a key without a target. */
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

const classesOf = (row: number, best: boolean, { active, rows }: ChosenRows): string =>
  [
    'row',
    ...(best ? ['best'] : []),
    ...(rows.has(row) ? ['selected'] : []),
    ...(row === active ? ['active'] : []),
  ].join(' ');
