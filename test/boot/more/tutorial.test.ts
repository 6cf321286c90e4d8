import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SweepDocument } from '../../../src/sweep/document';
import { startVms } from '../vm/start';

const fileName = 'simple-sweep.yaml';

describe('the tutorial’s simple sweep on virtual machines', function () {
  this.timeout(3_600_000);

  it('runs, one machine after the other', async () => {
    const text = await readFile(path.resolve('samples', fileName), 'utf8');
    const defaults = { instanceType: 't3.micro', region: 'us-east-1' };
    const document = new SweepDocument({ text, fileName, language: 'yaml' }, { defaults });
    const { runs } = document.sweep();
    const machines = await startVms();
    try {
      await machines.launch(
        runs.map(({ name, parameters, settings }) => ({
          name,
          script: settings.userData ?? '',
          // Two would share the cores; each makes room for the next.
          settings: { ...settings, onComplete: 'terminate' },
          parameters: Object.fromEntries(parameters),
        })),
      );
      for (const { name, parameters } of runs) {
        const { job, log, results } = await machines.ended(name);
        const value = Number(parameters.get('param_value'));
        assert.deepEqual(
          [job, log, results],
          [
            'succeeded 0',
            `Running experiment: ${name}\nParameter value: ${value}\n`,
            { 'result.txt': `Result: ${value * 2}\n` },
          ],
        );
      }
    } finally {
      await machines.close();
    }
  });
});
