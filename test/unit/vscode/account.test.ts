import assert from 'node:assert/strict';
import type { Price, Prices } from '../../../src/cost/price';
import type { OwnedResource } from '../../../src/engine/ports';
import { removalQuestion, setupQuestion, setupText } from '../../../src/vscode/documents/account-text';
import { hourlyCost, hourlyText, mayHoldOrphans, orphansText } from '../../../src/vscode/notices/orphan-text';
import { overdueIn, overdueText } from '../../../src/vscode/notices/overdue-text';
import { instance, run, sweep } from './fleet';

const identity = {
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/ann',
  region: 'us-east-1',
};

describe('the preview of Set Up AWS Account', () => {
  const steps = [
    { kind: 'bucket', name: 'results', purpose: 'Keeps results.' },
    { kind: 'role', name: 'r', purpose: 'Lets instances write.', policy: '{\n  "Version": "2012-10-17"\n}' },
  ] as const;

  it('shows who creates what where, each with its whole policy', () => {
    const text = setupText(identity, steps);
    assert.match(text, /^# Set up AWS account 123456789012\n/);
    assert.match(
      text,
      /When you confirm, arn:aws:iam::123456789012:user\/ann creates the following in account 123456789012, us-east-1\./,
    );
    assert.ok(
      text.endsWith(
        '\n\n## bucket `results`\n\nKeeps results.\n\n## role `r`\n\nLets instances write.\n\n```json\n{\n  "Version": "2012-10-17"\n}\n```\n',
      ),
    );
  });

  it('asks with names, account and region', () => {
    assert.equal(
      setupQuestion(identity, steps),
      'Create bucket results, role r in account 123456789012, us-east-1?',
    );
  });
});

describe('the question before Delete Spawn Resources', () => {
  const role: OwnedResource = { kind: 'role', name: 'r', region: 'us-east-1', purpose: '' };
  const bucket: OwnedResource = { kind: 'bucket', name: 'b', region: 'eu-central-1', purpose: '' };

  it('lists everything with its content, where it is, and what is lost', () => {
    const full = { ...bucket, holds: { objects: 12, bytes: 1_400_000 } };
    assert.deepEqual(removalQuestion(identity, [role, full]), {
      message: 'Delete 2 resources that Spawn created?',
      detail:
        'Account 123456789012 · us-east-1, eu-central-1\n\n• role r (us-east-1)\n• bucket b (eu-central-1): 12 objects, 1.4 MB\n\nAll results, logs, and records of all sweeps are lost: 12 objects, 1.4 MB. First collect what you want to keep.',
      yes: 'Delete 2 resources',
    });
  });

  it('warns also of a bucket that it may not look into, and of nothing where nothing is lost', () => {
    assert.match(
      removalQuestion(identity, [bucket]).detail,
      /\n\nAll results, logs, and records in the buckets are lost\./,
    );
    assert.match(removalQuestion(identity, [role]).detail, /\n\nNo results are lost\.$/);
    const empty = { ...bucket, holds: { objects: 0, bytes: 0 } };
    assert.match(
      removalQuestion(identity, [empty]).detail,
      /\n\nNo results are lost: the buckets are empty\.$/,
    );
  });

  it('cuts a long list', () => {
    const many = Array.from({ length: 23 }, (_, i) => ({ ...role, name: `r${i}` }));
    const { detail, message } = removalQuestion(identity, many);
    assert.equal(message, 'Delete 23 resources that Spawn created?');
    assert.match(detail, /• role r19 \(us-east-1\)\nand 3 more\n/);
  });
});

describe('instances past their TTL', () => {
  it('are reported by name with their cost, only those on AWS', () => {
    const late = sweep('sweep-x', [
      run(0, 'overdue', { overdue: true, billing: true, hourlyUsd: 0.1163 }),
      run(1, 'succeeded', { overdue: true, billing: true, hourlyUsd: 0.1163 }),
      run(2, 'running'),
    ]);
    const fleet = (provider: 'aws' | 'local') => [{ provider, sweeps: [late], instances: [], older: 0 }];
    assert.deepEqual(overdueIn(fleet('local')), []);
    const found = overdueIn(fleet('aws'));
    assert.deepEqual(
      found.map(({ instanceId, name }) => [instanceId, name]),
      [
        ['i-0', 'test-1'],
        ['i-1', 'test-2'],
      ],
    );
    assert.equal(
      overdueText(found),
      '2 instances are still running past their TTL: test-1 of sweep-x and 1 more. Their user data never ran, or their system hangs: they do not end automatically. They cost up to $0.23 per hour.',
    );
    assert.match(
      overdueText(found.slice(0, 1)),
      /^An instance is still running past its TTL: test-1 of sweep-x\. /,
    );
  });
});

describe('orphaned instances', () => {
  const at = (usdPerHour: number): Price => ({ usdPerHour, source: 'bundled table', asOf: '2026-07-20' });
  const prices: Prices = {
    onDemand: (type) => (type === 't3.micro' ? at(0.0104) : undefined),
    spot: () => undefined,
    volume: () => undefined,
    publicIpv4: () => at(0.005),
  };

  it('cost what runs, with its address and CPU credits; spot at most as on demand; a stopped one its disk', () => {
    const some = [
      instance('i-1', { publicIp: '198.51.100.7' }),
      instance('i-2', { spot: true }),
      instance('i-3', { state: 'stopped' }),
    ];
    const cost = hourlyCost(some, prices);
    assert.equal(cost.unpriced, 0);
    assert.equal(
      orphansText(some, cost),
      '3 orphaned instances are still running. Up to $0.21 per hour, excluding volumes. 1 are stopped, and their disks incur charges.',
    );
  });

  it('show unknown prices, and never guess', () => {
    const odd = instance('i-4', { type: 'x9.huge' });
    assert.equal(hourlyText(hourlyCost([odd], prices)), 'Their price is unknown.');
    assert.equal(
      hourlyText(hourlyCost([odd, instance('i-5')], prices)),
      '$0.10 or more per hour, excluding volumes: the price of 1 is unknown.',
    );
  });

  it('are searched for only if an instance is running whose run is over or unknown', () => {
    const fleet = (
      runs: Parameters<typeof sweep>[1],
      instances = runs.flatMap((one) => one.instance ?? []),
    ) => ({
      provider: 'aws' as const,
      sweeps: [sweep('sweep-x', runs)],
      instances,
      older: 0,
    });
    const over = run(0, 'succeeded', { billing: true });
    assert.deepEqual(
      [
        fleet([]),
        fleet([run(0, 'running'), run(1, 'pending')]),
        fleet([run(0, 'succeeded', { billing: false })]),
        fleet([over]),
        fleet([], [instance('i-9')]),
        fleet([], [instance('i-9', { state: 'shutting-down' })]),
        fleet([], [instance('i-9', { state: 'stopped' })]),
      ].map(mayHoldOrphans),
      [false, false, false, true, true, false, true],
    );
  });
});
