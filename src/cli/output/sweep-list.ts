import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { SweepSummary, SweepView } from '../../engine/view';
import { compactMilliseconds } from '../../text/durations';
import { hasEnded } from './run-state';
import type { Screen } from './screen';
import { runInTrouble } from './state-mark';
import { statusOf } from './sweep';
import { type Cell, renderColumns } from './table';
import { isoTime } from './time';

/** A sweep in a list, with its status if it was requested and its record can be read. */
export interface ListedSweep {
  readonly summary: SweepSummary;
  readonly view?: SweepView | undefined;
}

/** For a screen: the status and the cost of each sweep, and whether it still costs money. `now` in milliseconds since the epoch. */
export function renderSweepList(sweeps: readonly ListedSweep[], now: number, screen: Screen): string {
  return renderColumns(
    [
      { title: 'SWEEP-ID' },
      { title: 'STATUS' },
      { title: 'COST', align: 'right' },
      { title: 'STARTED', align: 'right', leaves: 1 },
      { title: '' },
    ],
    sweeps.map(({ summary, view }) => [
      summary.id,
      view === undefined ? t('{0} runs', summary.size) : statusCell(view, screen),
      view === undefined ? '-' : formatUsd(view.accruedUsd),
      t('{0} ago', compactMilliseconds(now - summary.createdAt)),
      view === undefined ? '' : costsCell(view, screen),
    ]),
    screen,
    screen.isScreen && sweeps.length > 0,
  );
}

/** For a pipe: its ID, number of runs, and date. */
export const renderSweepLines = (sweeps: readonly ListedSweep[], screen: Screen): string =>
  renderColumns(
    [{ title: 'SWEEP-ID' }, { title: 'RUNS' }, { title: 'CREATED' }],
    sweeps.map(({ summary: { createdAt, id, size } }) => [id, String(size), isoTime(createdAt) ?? '-']),
    screen,
    false,
  );

/** `✓ 3/3 finished`, `✗ 9/9, 2 failed`: the number of runs whose jobs have ended, and whether that is all. */
function statusCell(view: SweepView, { paint }: Screen): Cell {
  const { runs } = view;
  const ended = `${runs.filter(hasEnded).length}/${runs.length}`;
  const trouble = runs.filter(runInTrouble).length;
  if (trouble > 0) return { text: `✗ ${t('{0}, {1} failed', ended, trouble)}`, style: paint.bad };
  switch (statusOf(view)) {
    case 'finished':
      return { text: `✓ ${t('{0} finished', ended)}`, style: paint.good };
    case 'running':
      return { text: `● ${t('{0} running', ended)}`, style: paint.active };
    case 'incomplete':
      return { text: `! ${t('{0} incomplete', ended)}`, style: paint.caution };
  }
}

/** A finished sweep that still incurs charges: `← still costs`. */
const costsCell = ({ finished, runs }: SweepView, { paint }: Screen): Cell =>
  finished && runs.some(({ billing }) => billing)
    ? { text: `← ${t('still costs')}`, style: paint.caution }
    : '';
