import assert from 'node:assert/strict';
import { planSweep } from '../../../src/plan/plan';
import { groupsOf } from '../../../src/sweep/groups';
import type { RunSettings } from '../../../src/sweep/run';
import { type SettingKey, settingTable } from '../../../src/sweep/settings';
import { IDENTITY, TARGET } from '../plan/runs';
import { DEFAULTS, open } from './mark';

interface Example<K extends SettingKey> {
  /** As a sweep file has it. */
  readonly written: string;
  readonly read: RunSettings[(typeof settingTable)[K]['field']];
  /** Whether a run with it and a run without it go out in one call, and whether they cost the same. */
  readonly calls: 1 | 2;
  readonly costs: 1 | 2;
}

/** One example of each reserved key. A key of the schema that is missing here does not compile. */
const examples: { readonly [K in SettingKey]: Example<K> } = {
  instance_type: { written: '[t3.small, t3.large]', read: ['t3.small', 't3.large'], calls: 2, costs: 2 },
  region: { written: 'eu-west-1', read: 'eu-west-1', calls: 2, costs: 2 },
  availability_zone: { written: 'us-east-1b', read: 'us-east-1b', calls: 2, costs: 1 },
  ami: { written: 'ubuntu', read: 'ubuntu', calls: 2, costs: 2 },
  ttl: { written: '1h30m', read: 5400, calls: 1, costs: 2 },
  idle_timeout: { written: '10m', read: 600, calls: 1, costs: 1 },
  on_complete: { written: 'terminate', read: 'terminate', calls: 1, costs: 2 },
  wait: { written: 'background', read: true, calls: 1, costs: 1 },
  spot: { written: 'true', read: true, calls: 2, costs: 2 },
  retry: { written: '3', read: { interrupted: 3, lost: 3, failed: 0 }, calls: 1, costs: 1 },
  checkpoint: {
    written: '/tmp/checkpoint',
    read: { path: '/tmp/checkpoint', everySeconds: 300 },
    calls: 1,
    costs: 1,
  },
  spot_max_price: { written: '0.05', read: 0.05, calls: 2, costs: 2 },
  cpu_credits: { written: 'standard', read: 'standard', calls: 2, costs: 2 },
  price: { written: '4.1', read: 4.1, calls: 1, costs: 2 },
  iam_policy: { written: 's3:ReadOnly', read: ['s3:ReadOnly'], calls: 2, costs: 1 },
  iam_role: { written: 'trainer', read: 'trainer', calls: 2, costs: 1 },
  // The role of the instances must let them read it.
  secrets: { written: '{HUB: "ssm:/ml/hub"}', read: { HUB: 'ssm:/ml/hub' }, calls: 2, costs: 1 },
  key_name: { written: 'laptop', read: 'laptop', calls: 2, costs: 1 },
  security_groups: {
    written: '[sg-0123456789abcdef0]',
    read: ['sg-0123456789abcdef0'],
    calls: 2,
    costs: 1,
  },
  subnet: { written: 'subnet-0123456789abcdef0', read: 'subnet-0123456789abcdef0', calls: 2, costs: 1 },
  volume_size: { written: '30', read: 30, calls: 2, costs: 2 },
  tags: { written: '{team: ml}', read: { team: 'ml' }, calls: 2, costs: 1 },
  results: { written: 'out/*.csv', read: ['out/*.csv'], calls: 1, costs: 1 },
  metrics: { written: 'logs/metrics.csv', read: 'logs/metrics.csv', calls: 1, costs: 1 },
  files: { written: '[train.py]', read: ['train.py'], calls: 1, costs: 1 },
};

describe('a reserved key', () => {
  for (const [key, { written, read, calls, costs }] of Object.entries(examples)) {
    it(`is read, decides calls and decides costs: ${key}`, () => {
      // Runs that say nothing of their settings are counted by themselves.
      const settings = key === 'wait' ? [] : ['    wait: script'];
      const lines = [
        'params:',
        '  - a: 1',
        '    wait: script',
        '  - a: 2',
        ...settings,
        `    ${key}: ${written}`,
      ];
      const document = open(`${lines.join('\n')}\n`);
      assert.deepEqual(
        document.problems().filter(({ code }) => code === 'invalid-value' || code === 'misspelt-key'),
        [],
      );
      const { runs } = document.sweep();
      const field = Object.entries(settingTable).find(([name]) => name === key)?.[1].field;
      assert.deepEqual(field === undefined ? undefined : runs[1]?.settings[field], read);
      assert.equal(planSweep(document.sweep(), IDENTITY, TARGET).batches.length, calls);
      assert.equal(groupsOf(document, DEFAULTS).length, costs);
    });
  }
});
