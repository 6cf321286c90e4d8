import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { done, type Machine, newMachine } from './spawn';

const values = [
  '$(rm -rf ~)\'"\\`',
  'two\nlines\n',
  '  spaces  ',
  '*?[a-z] && exit 1 ; #',
  'Grüße 🚀 \u202E',
  '0.10',
  '-n',
  '%s%n',
];

describe('parameter values', function () {
  this.timeout(180_000);
  let machine: Machine;

  before(async () => {
    machine = await newMachine();
  });
  after(async () => machine.dispose());

  it('arrive in the script byte for byte, for the script and for login shells', async () => {
    const sweep = {
      defaults: {
        instance_type: 't3.micro',
        region: 'us-east-1',
        ttl: '30m',
        on_complete: 'terminate',
        user_data: [
          '#!/bin/bash',
          'mkdir -p /tmp/results && chmod 777 /tmp/results',
          'printf %s "$VALUE" > /tmp/results/own',
          `su - ec2-user -c 'printf %s "$VALUE" > /tmp/results/login'`,
          '',
        ].join('\n'),
      },
      params: values.map((value, index) => ({ name: `value-${index}`, value })),
    };
    await machine.write('values.sweep.json', JSON.stringify(sweep));
    const launched = JSON.parse(
      done(
        await machine.spawn(
          'launch',
          '--param-file',
          'values.sweep.json',
          '--provider',
          'local',
          '--wait',
          '--json',
        ),
      ).stdout,
    );
    done(await machine.spawn('collect-results', launched.sweep_id, '--output', 'out', '--provider', 'local'));
    for (const file of ['own', 'login']) {
      const arrived = await Promise.all(
        values.map((_, index) => readFile(join(machine.folder, 'out', `value-${index}`, file), 'utf8')),
      );
      assert.deepEqual(arrived, values, file);
    }
  });
});
