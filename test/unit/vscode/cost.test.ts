import assert from 'node:assert/strict';
import { costTable } from '../../../src/vscode/documents/cost-table';
import { costText } from '../../../src/vscode/documents/cost-text';
import { instance, run, start, sweep } from './fleet';

const all = sweep('sweep-x', [
  run(0, 'running', { name: 'lr-0.1', accruedUsd: 0.2 }),
  run(1, 'failed', { name: 'lr-0.01', accruedUsd: 0.3, endedAt: start + 60_000 }),
  run(2, 'running', { name: 'lr-10', accruedUsd: 0.1 }),
]);
const priced = [
  run(0, 'running', {
    accruedUsd: 0.33,
    costParts: {
      hours: 1,
      instance: 0.3,
      credits: 0,
      volume: 0.01,
      address: 0.02,
      price: { usdPerHour: 0.0104, source: 'bundled table', asOf: '2026-07-20' },
    },
  }),
  run(1, 'succeeded', {
    billing: false,
    instanceType: 't3.medium',
    instance: instance('i-1', { spot: true, state: 'terminated' }),
    accruedUsd: 0.26,
    costParts: {
      hours: 2,
      instance: 0.2,
      credits: 0,
      volume: 0.02,
      address: 0.04,
      onDemand: 0.5,
      price: { usdPerHour: 0.0125, source: 'DescribeSpotPriceHistory', asOf: '2026-01-27' },
    },
  }),
  run(2, 'queued'),
];

describe('the cost document', () => {
  it('adds up to the whole, by type, region, state, day and run', () => {
    const text = costText({ ...all, accruedUsd: 0.6, projectedUsd: 1.2, budget: 5 }, 'aws', start + 120_000);
    assert.equal(
      text,
      `# Cost of sweep-x

- So far: $0.60
- Maximum cost, if every run reaches its ttl: $1.20
- Budget: $5.00

## By instance type

    t3.micro  $0.60  3 runs

## By region

    us-east-1  $0.60  3 runs

## By state

    running  $0.30  2 runs
    failed   $0.30  1 run

## By day (UTC)

    2026-01-27  $0.60

## By run

    lr-0.1   $0.20  2m  t3.micro  still billed
    lr-0.01  $0.30  1m  t3.micro
    lr-10    $0.10  2m  t3.micro  still billed
`,
    );
  });

  it('shows volumes, addresses, and the savings of Spot separately, with prices and their sources', () => {
    const text = costText(sweep('sweep-x', priced), 'aws', start + 120_000);
    assert.equal(
      text.slice(text.indexOf('## By type of charge'), text.indexOf('## By instance type')),
      `## By type of charge

    Instances                               $0.50
    EBS volumes                             $0.03
    Public IPv4 addresses                   $0.06
    Saved by Spot, compared with On-Demand  $0.30

## Prices of instances

    t3.micro   us-east-1  on demand  $0.0104 an hour  bundled table             2026-07-20
    t3.medium  us-east-1  spot       $0.0125 an hour  DescribeSpotPriceHistory  2026-01-27

`,
    );
  });
});

describe('the cost table', () => {
  it('has a row for each run, and leaves empty what is not known', () => {
    const { columns, rows } = costTable(priced);
    assert.deepEqual(
      rows.map((row) => Object.fromEntries(columns.map((title, place) => [title, row[place]]))),
      [
        {
          name: 'test-1',
          state: 'running',
          instance_type: 't3.micro',
          region: 'us-east-1',
          market: 'on-demand',
          billed_hours: 1,
          instance_usd: 0.3,
          credits_usd: 0,
          ebs_usd: 0.01,
          ipv4_usd: 0.02,
          cost_usd: 0.33,
          on_demand_usd: undefined,
          usd_per_hour: 0.0104,
          price_source: 'bundled table',
          price_date: '2026-07-20',
          billing: true,
        },
        {
          name: 'test-2',
          state: 'succeeded',
          instance_type: 't3.medium',
          region: 'us-east-1',
          market: 'spot',
          billed_hours: 2,
          instance_usd: 0.2,
          credits_usd: 0,
          ebs_usd: 0.02,
          ipv4_usd: 0.04,
          cost_usd: 0.26,
          on_demand_usd: 0.5,
          usd_per_hour: 0.0125,
          price_source: 'DescribeSpotPriceHistory',
          price_date: '2026-01-27',
          billing: false,
        },
        {
          name: 'test-3',
          state: 'queued',
          instance_type: undefined,
          region: 'us-east-1',
          market: undefined,
          billed_hours: undefined,
          instance_usd: undefined,
          credits_usd: undefined,
          ebs_usd: undefined,
          ipv4_usd: undefined,
          cost_usd: undefined,
          on_demand_usd: undefined,
          usd_per_hour: undefined,
          price_source: undefined,
          price_date: undefined,
          billing: false,
        },
      ],
    );
  });
});
