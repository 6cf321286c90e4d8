import assert from 'node:assert/strict';
import { sweepTemplates } from '../../../src/language/templates/templates';
import { done, type Machine, newMachine } from './spawn';

describe('a sweep from a template', function () {
  this.timeout(240_000);
  let machine: Machine;

  before(async () => {
    machine = await newMachine({ SPAWN_PROVIDER: 'local' });
    done(await machine.spawn('local', 'start'));
    done(
      await machine.bash(`spawn local aws s3 mb s3://my-bucket
        for month in january february march; do
          printf '3\\n1\\n2\\n' | spawn local aws s3 cp - s3://my-bucket/inputs/$month.csv
        done`),
    );
  });
  after(() => machine.dispose());

  for (const { id, text } of sweepTemplates())
    it(`succeeds as it is: ${id}`, async () => {
      await machine.write(`${id}-sweep.yaml`, text);
      const launched = JSON.parse(
        done(await machine.spawn('launch', `${id}-sweep.yaml`, '--yes', '--wait', '--json')).stdout,
      );
      assert.deepEqual(
        [...new Set(launched.runs.map(({ state }: { state: string }) => state))],
        ['succeeded'],
      );
      const collected = JSON.parse(
        done(await machine.spawn('collect-results', launched.sweep_id, '--output', id, '--json')).stdout,
      );
      assert.equal(collected.runs, launched.runs.length, 'every run has results');
    });
});
