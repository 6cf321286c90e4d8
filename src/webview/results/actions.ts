import { t } from '@vscode/l10n';
import { byRepetition, isRepeated } from '../../results/grouped-table';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import { groupsIn, runsIn } from '../../text/counts';
import type { RunAddress } from './contract';
import { button, choice, element } from './dom';
import { sendToHost } from './host';
import type { ViewState } from './view-state';

export interface ActionsView {
  readonly table: ResultsTable;
  readonly state: ViewState;
  readonly metric: Metric | undefined;
  /** Indexes of the visible rows, and titles of the visible columns. */
  readonly rows: readonly number[];
  readonly columns: readonly string[];
  /** The number of runs in the groups; undefined if runs are shown. */
  readonly grouped: number | undefined;
  /** The focused run. */
  readonly active: RunAddress | undefined;
  /** All selected runs. */
  readonly chosen: readonly RunAddress[];
  /** The list of columns is open. */
  readonly picking: boolean;
  arrange(state: ViewState): void;
}

/** Actions for the table, and for the selected runs. */
export function actionsOf(view: ActionsView): readonly Node[] {
  const { active, chosen, columns, metric, rows, state, table } = view;
  const groupable = table.columns
    .filter((_, place) => table.kinds[place] === 'parameter' || table.kinds[place] === 'sweep')
    .map((title): readonly [string, string] => [title, title]);
  const repeated = isRepeated(table) ? [[byRepetition, t('all but the seed')] as const] : [];
  return [
    element('span', { class: 'count', role: 'status' }, countOf(view)),
    choice(t('group by'), [['', '–'], ...repeated, ...groupable], state.groupBy, (groupBy) =>
      view.arrange({ ...state, groupBy }),
    ),
    pickerOf(view),
    ...(active === undefined
      ? []
      : [
          button(t('Log'), () => sendToHost({ type: 'openLog', ...active })),
          button(t('Files'), () => sendToHost({ type: 'openFolder', ...active })),
          button(t('In sweep file'), () => sendToHost({ type: 'showInFile', ...active })),
        ]),
    ...(chosen.length === 0
      ? []
      : [
          button(
            chosen.length === 1 ? t('Rerun') : t('Rerun {0} runs', chosen.length),
            () => sendToHost({ type: 'rerun', runs: chosen }),
            { title: t('Create a sweep file of the selected runs for you to review'), 'data-key': 'rerun' },
          ),
        ]),
    element('span', { class: 'space' }),
    ...(metric === undefined || metric.guess !== undefined
      ? []
      : [
          button(t('Refine around the best'), () => sendToHost({ type: 'refine', metric }), {
            title: t('Create a sweep file with a finer grid around the best run for you to review'),
          }),
        ]),
    ...(view.grouped !== undefined
      ? []
      : [
          button('CSV', () => sendToHost({ type: 'exportTable', rows, columns }), {
            title: t('Save these rows as CSV'),
          }),
        ]),
  ];
}

function countOf({ chosen, grouped, rows, table }: ActionsView): string {
  if (grouped !== undefined) return t('{0} of {1}', groupsIn(rows.length), runsIn(grouped));
  const shown =
    rows.length === table.rows.length
      ? runsIn(rows.length)
      : t('{0} of {1}', rows.length, runsIn(table.rows.length));
  return chosen.length < 2 ? shown : t('{0}, {1} selected', shown, chosen.length);
}

function pickerOf(view: ActionsView): HTMLDetailsElement {
  const details = element('details', {}, element('summary', { 'data-key': 'columns' }, t('Columns')));
  // Its checkboxes are created when it is opened, since there can be thousands.
  const fill = (): void => {
    if (details.open && details.querySelector('.columns') === null) details.append(boxesOf(view));
  };
  details.open = view.picking;
  fill();
  details.addEventListener('toggle', fill);
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary')?.focus();
  });
  return details;
}

function boxesOf({ arrange, state, table }: ActionsView): HTMLElement {
  const list = element('div', { class: 'columns' });
  for (const title of table.columns) {
    const box = element('input', { type: 'checkbox', 'data-key': `column ${title}` });
    box.checked = !state.hidden.includes(title);
    box.addEventListener('change', () => arrange({ ...state, hidden: toggled(state.hidden, title) }));
    list.append(element('label', {}, box, title));
  }
  return list;
}

export const toggled = (titles: readonly string[], title: string): readonly string[] =>
  titles.includes(title) ? titles.filter((other) => other !== title) : [...titles, title];
