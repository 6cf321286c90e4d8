import { t } from '@vscode/l10n';
import { button, element } from './dom';
import type { GridEvents, GridView } from './grid-view';

/** Moves a cell to the position of its column. */
export type Place = (cell: HTMLElement, column: number) => HTMLElement;

/** Titles for sorting, icons for pinning, and fields for filtering of the visible columns. */
export function headOf(
  view: GridView,
  columns: readonly number[],
  events: GridEvents,
  place: Place,
): readonly HTMLElement[] {
  const titles = element('div', { class: 'row titles', role: 'row' });
  const filters = element('div', { class: 'row filters', role: 'row' });
  for (const column of columns) {
    const title = view.columns[column];
    if (title === undefined) continue;
    titles.append(place(titleOf(view, title, events), column));
    filters.append(
      place(element('div', { role: 'gridcell', class: 'cell' }, filterOf(view, title, events)), column),
    );
  }
  return [titles, filters];
}

function titleOf({ metric, pinned, sort, table }: GridView, title: string, events: GridEvents): HTMLElement {
  const sorted = sort?.title !== title ? 'none' : sort.goal === 'max' ? 'descending' : 'ascending';
  const sign = { none: '', descending: ' ↓', ascending: ' ↑' }[sorted];
  const kind = table.kinds[table.columns.indexOf(title)] ?? 'result';
  return element(
    'div',
    {
      role: 'columnheader',
      'aria-sort': sorted,
      class: `cell ${kind}${metric?.title === title ? ' metric' : ''}`,
    },
    button(`${title}${sign}`, () => events.onSort(title), {
      class: 'title',
      title: t('Sort by {0}', title),
      'data-key': `sort ${title}`,
    }),
    button(pinned.has(title) ? '●' : '○', () => events.onPin(title), {
      class: 'pin',
      title: pinned.has(title) ? t('Unpin {0}', title) : t('Pin {0}', title),
      'data-key': `pin ${title}`,
      'aria-pressed': String(pinned.has(title)),
    }),
  );
}

function filterOf({ filters }: GridView, title: string, events: GridEvents): HTMLElement {
  const input = element('input', {
    type: 'search',
    placeholder: t('filter'),
    'aria-label': t('Filter {0}: text, >0.9, <=3, =relu', title),
    // A column can be named `constructor`.
    value: (Object.hasOwn(filters, title) ? filters[title] : undefined) ?? '',
    'data-title': title,
    'data-key': `filter ${title}`,
  });
  input.addEventListener('input', () => events.onFilter(title, input.value));
  return input;
}
