import { t } from '@vscode/l10n';
import type { CostShare } from '../../cost/breakdown';
import { formatUsd } from '../../cost/money';
import type { RunView } from '../../engine/view';
import { counted } from './counted';
import { noEnd } from './estimate';
import type { Screen } from './screen';
import { endlessUsdPerHour, isEndless, projectedCost, unpricedNote } from './sweep-cost';
import { renderColumns, type TableColumn } from './table';

/** A sweep in the table of costs, as in `--json`. */
export interface CostRow {
  readonly sweep_id: string;
  readonly runs: number;
  readonly billing: number;
  readonly accrued_usd: number;
  readonly projected_usd: number | null;
  readonly usd_per_hour_without_ttl: number;
  readonly unpriced: number;
  readonly budget_usd: number | null;
}

export interface CostTotal {
  readonly accrued_usd: number;
  readonly projected_usd: number | null;
  readonly unpriced: number;
}

export interface PrintedParts {
  readonly by_day: readonly { readonly day: string; readonly usd: number }[];
  readonly by_type: readonly CostShare[];
  readonly by_region: readonly CostShare[];
  readonly by_state: readonly CostShare[];
}

/** A line with the runs that it refers to. */
export interface CostedSweep {
  readonly line: CostRow;
  readonly runs: readonly RunView[];
}

const columns: readonly TableColumn[] = [
  { title: 'SWEEP-ID' },
  { title: 'RUNS', align: 'right', leaves: 3 },
  { title: 'STILL-COSTING', align: 'right', leaves: 2 },
  { title: 'CURRENT', align: 'right' },
  { title: 'PROJECTED', align: 'right' },
  { title: 'BUDGET', align: 'right', leaves: 1 },
];

/** A line for each sweep and the sum; on a screen also by type, region, state, and day if there are several. */
export function renderCost(
  sweeps: readonly CostedSweep[],
  total: CostTotal,
  parts: PrintedParts,
  screen: Screen,
): string {
  const { caution, dim } = screen.paint;
  const all = sweeps.flatMap(({ runs }) => runs);
  const usd = (amount: number | null): string => (amount === null ? '-' : formatUsd(amount));
  const projected = (amount: number | null, runs: readonly RunView[]): string =>
    amount === null ? '-' : projectedCost(amount, runs);
  return [
    renderColumns(
      columns,
      [
        ...sweeps.map(({ line, runs }) => [
          line.sweep_id,
          String(line.runs),
          { text: String(line.billing), style: line.billing > 0 ? caution : dim },
          usd(line.accrued_usd),
          projected(line.projected_usd, runs),
          usd(line.budget_usd),
        ]),
        ['TOTAL', '', '', usd(total.accrued_usd), totalProjected(total, all), ''],
      ],
      screen,
    ),
    ...(total.unpriced === 0 ? [] : [unpricedNote(total.unpriced)]),
    ...(screen.isScreen ? renderParts(parts, screen) : []),
  ].join('\n');
}

/** A sum with an unbounded part is unbounded. */
function totalProjected({ projected_usd }: CostTotal, runs: readonly RunView[]): string {
  if (projected_usd === null) return '-';
  return runs.some(isEndless) ? noEnd(endlessUsdPerHour(runs)) : projectedCost(projected_usd, runs);
}

/** A breakdown of a single line is omitted, because it repeats the total. */
function renderParts(
  { by_day, by_region, by_state, by_type }: PrintedParts,
  screen: Screen,
): readonly string[] {
  return [
    ...shares(t('By type:'), by_type, screen),
    ...shares(t('By region:'), by_region, screen),
    ...shares(t('By state:'), by_state, screen),
    ...(by_day.length < 2
      ? []
      : [
          '',
          t('By day (UTC):'),
          table(
            by_day.map(({ day, usd }) => [`  ${day}`, formatUsd(usd)]),
            screen,
          ),
        ]),
  ];
}

const shares = (title: string, parts: readonly CostShare[], screen: Screen): readonly string[] =>
  parts.length < 2
    ? []
    : [
        '',
        title,
        table(
          parts.map(({ key, runs, usd }) => [
            `  ${key}`,
            counted(runs, t('1 run'), t('{0} runs', runs)),
            formatUsd(usd),
          ]),
          screen,
        ),
      ];

const table = (rows: readonly (readonly string[])[], screen: Screen): string =>
  renderColumns(
    (rows[0] ?? []).map((_, place) => ({
      title: '',
      ...(place === 0 ? { shortest: 12 } : { align: 'right' as const }),
    })),
    rows,
    screen,
    false,
  );
