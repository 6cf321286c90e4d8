import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tableObjectOf, userDataOf } from '../../../src/plan/plan';
import { environmentOf } from '../../../src/sweep/environment';
import { FakeCloud } from './fake-cloud';
import { boot, SHELLS } from './sandbox';
import { filesOf, planOf, runOf, targetOf } from './sweeps';

const NASTY = [
  '',
  ' ',
  '\n',
  'a\n\n',
  '\n\na',
  '\r\n',
  '-n',
  '-e \\n',
  '--',
  '$(rm -rf ~)\'"`',
  '`id`',
  '$HOME$$',
  '\\',
  '\\\\',
  '\\0101',
  '\\c',
  'x\\',
  "'",
  "''",
  "'\\''",
  '"',
  '%s%b%%',
  '*',
  '/etc/*',
  '~',
  '!history',
  '&&;|<>',
  '\t',
  '\u0007\u001b[31m',
  '\u007f',
  'ünïcödé ☃ 日本語 🎉',
  '0.10',
  '1e-3',
  'TABLE',
  'SPORED\nTABLE\n',
  '=',
  'e=f=g',
  'x'.repeat(5000),
];

/** As large as Linux hands to a program, nearly. */
const LARGE = ['\n'.repeat(120_000), "'".repeat(120_000), 'é\\'.repeat(40_000)];

const VALUE = fc
  .oneof(
    fc.constantFrom(...NASTY),
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom("'", '"', '\\', '$', '`', '\n', ' ', '0', 'n', '=', '(', ')', '-', 'é'),
    }),
    fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')),
  )
  .map((value) => new TextDecoder().decode(new TextEncoder().encode(value.replaceAll('\0', ''))));

/** Prints the environment to results, once as the script got it, and once as a login shell sees it. */
const SCRIPT = `#!/bin/sh
mkdir /tmp/results
cat /proc/self/environ >/tmp/results/script
for shell in sh bash; do
  env -i PATH=/usr/bin:/bin HOME=/ $shell -l -c '/usr/bin/env -0' >/tmp/results/$shell
done
${'# a long script\n'.repeat(5_000)}`;

const variables = (dump: string): ReadonlyMap<string, string> =>
  new Map(
    dump
      .split('\0')
      .slice(0, -1)
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );

describe('parameters on the instance', function () {
  this.timeout(120_000);

  for (const shell of SHELLS) {
    it(`arrive byte for byte through ${shell}`, async () => {
      const samples = fc.sample(fc.array(VALUE, { minLength: 25, maxLength: 60 }), 1);
      for (const values of [NASTY, LARGE, ...samples]) {
        const cloud = await new FakeCloud().open();
        try {
          const parameters = Object.fromEntries(values.map((value, place) => [`p-${place}`, value]));
          const runs = [0, 1, 2].map((index) =>
            runOf(index, { userData: SCRIPT }, index === 1 ? parameters : { other: `${index}` }),
          );
          cloud.launchIndex = 1;
          const plan = planOf(3);
          const { target, ...access } = targetOf(cloud);
          const record = { ...access, target: { ...target, tables: true } };
          const table = tableObjectOf(plan, runs, record);
          if (table !== undefined) cloud.readable.set(table.key, Buffer.from(table.body));
          const outcome = await boot(userDataOf(plan, runs, record), cloud, { shell });
          const run = runs[1];
          assert.ok(run !== undefined);
          const expected = environmentOf(run, { id: plan.sweepId, name: 'ml', size: 3 });
          for (const view of ['script', 'sh', 'bash']) {
            const dump = cloud.objects().get(`${filesOf('test-2')}results/${view}`);
            assert.ok(dump !== undefined, `${view} printed nothing:\n${outcome.console}`);
            const seen = new Map([...variables(dump)].filter(([name]) => expected.has(name)));
            assert.deepEqual(seen, expected, view);
            assert.ok(!variables(dump).has('OTHER'));
          }
        } finally {
          await cloud.close();
        }
      }
    });
  }
});
