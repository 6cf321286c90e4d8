import type { RunView } from '../../engine/view';
import type { ResultsTable } from '../../results/record';
import type { Scalar } from '../../results/scalar';

const columns = [
  'name',
  'state',
  'instance_type',
  'region',
  'market',
  'billed_hours',
  'instance_usd',
  'credits_usd',
  'ebs_usd',
  'ipv4_usd',
  'cost_usd',
  'on_demand_usd',
  'usd_per_hour',
  'price_source',
  'price_date',
  'billing',
] as const;

/** The cost of each run, one row per run, for a spreadsheet. Unrounded; a cell is empty if a price is unknown. */
export function costTable(runs: readonly RunView[]): ResultsTable {
  return { columns, kinds: columns.map(() => 'outcome' as const), rows: runs.map(rowOf), notes: [] };
}

function rowOf(run: RunView): readonly (Scalar | undefined)[] {
  const { costParts: parts } = run;
  const spot = run.instance?.spot ?? (parts?.onDemand === undefined ? undefined : true);
  return [
    run.name,
    run.state,
    run.instanceType,
    run.region,
    spot === undefined ? undefined : spot ? 'spot' : 'on-demand',
    parts?.hours,
    parts?.instance,
    parts?.credits,
    parts?.volume,
    parts?.address,
    run.accruedUsd,
    parts?.onDemand,
    parts?.price.usdPerHour,
    parts?.price.source,
    parts?.price.asOf,
    run.billing,
  ];
}
