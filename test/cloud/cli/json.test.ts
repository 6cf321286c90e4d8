import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020';
import outputSchema from '../../../schemas/output.schema.json';
import { documentedJson, documentedPaths, pathsIn, type Shape } from '../../documented-json';
import { schemaPaths } from '../../schema-paths';
import { eventually } from '../local/harness';
import { done, type Machine, newMachine } from './spawn';

const local = ['--provider', 'local'];

/** One run that succeeds, one that fails, with files, and instances that stay. */
const sweep = `name: shown
budget: 9
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 2h
  files: [data.txt]
  user_data: |
    #!/bin/bash
    cat data.txt
    spored metric step=1 loss=0.5
    exit $CODE
params:
  - {name: good, CODE: 0}
  - {name: bad, CODE: 3}
`;

const ending = `name: ending
defaults: {instance_type: t3.micro, region: us-east-1, ttl: 1h, on_complete: stop, user_data: 'true'}
grid: {seed: [1, 2]}
`;

/** Its runs fail, and get another attempt on request. */
const again = `name: again
defaults: {instance_type: t3.micro, region: us-east-1, ttl: 1h, on_complete: terminate, user_data: 'exit 1'}
grid: {seed: [1]}
`;

const spot = `name: spot
defaults: {instance_type: t3.micro, region: us-east-1, ttl: 1h, spot: true, user_data: 'true'}
grid: {seed: [1]}
`;

describe('the JSON that commands print', function () {
  this.timeout(300_000);
  let machine: Machine;
  /** What is left out: a launch that stops is in a test of its own, and the columns of results are those of the sweep. */
  const documented = new Map(
    [...documentedJson()].filter(([command]) => command !== 'stopped' && command !== 'results'),
  );
  /** What has been printed, by what the documentation calls it. */
  const printed = new Map<string, unknown[]>();

  let results: readonly Readonly<Record<string, unknown>>[] = [];
  let columns: readonly string[] = [];

  /** Runs a command, and keeps what it prints. */
  async function run(what: string, ...words: string[]): Promise<ReturnType<typeof JSON.parse>> {
    const { code, stderr, stdout } = await machine.spawn(...words, '--json');
    let json: unknown;
    try {
      json = JSON.parse(stdout);
    } catch (error) {
      throw new Error(`${words.join(' ')} (exit ${code}) printed no JSON: ${stdout}\n${stderr}`, {
        cause: error,
      });
    }
    printed.set(what, [...(printed.get(what) ?? []), json]);
    return json;
  }

  before(async () => {
    machine = await newMachine();
    await machine.write('shown.yaml', sweep);
    await machine.write('ending.yaml', ending);
    await machine.write('spot.yaml', spot);
    await machine.write('again.yaml', again);
    await machine.write('broken.yaml', 'defaults: {ttl: 30}\nparams: [{name: a}]\n');
    await machine.write('data.txt', 'some\n');
    await run('local start', 'local', 'start');
    await run('local status', 'local', 'status');
    await run('local env', 'local', 'env');
    await run('validate', 'validate', 'broken.yaml');
    await run('launch --dry-run', 'launch', '--dry-run', '--param-file', 'shown.yaml', ...local);
    await run('launch --dry-run', 'launch', '--dry-run', '--param-file', 'ending.yaml', ...local);
    await run('launch --dry-run', 'launch', '--dry-run', '--param-file', 'spot.yaml', ...local);
    await run('doctor', 'doctor', ...local);
    await run('setup', 'setup', '--yes', ...local);
    const { sweep_id: id, runs } = await run(
      'launch',
      'launch',
      '--wait',
      '--param-file',
      'shown.yaml',
      ...local,
    );
    const ended = await run('launch', 'launch', '--wait', '--param-file', 'ending.yaml', ...local);
    await run('resume', 'resume', id, '--wait', ...local);
    const { sweep_id: failed } = await run(
      'launch',
      'launch',
      '--wait',
      '--param-file',
      'again.yaml',
      ...local,
    );
    await eventually(async () => {
      // Until its instance is terminated, there is nothing to retry.
      const { runs: retried } = await run('retry', 'retry', failed, '--yes', '--wait', ...local);
      return retried.length > 0 ? true : undefined;
    });
    await run('drive', 'drive', failed, ...local);
    await run('status SWEEP-ID', 'status', id, ...local);
    await run('status SWEEP-ID/RUN', 'status', `${id}/good`, ...local);
    await run('status INSTANCE-ID', 'status', runs[0].instance_id, ...local);
    await run('list', 'list', '--tag', `sweep:id=${id}`, ...local);
    await run('list-sweeps', 'list-sweeps', ...local);
    await run('logs', 'logs', id, ...local);
    await run('metrics', 'metrics', id, ...local);
    await run('cost', 'cost', ...local);
    await run('collect-results', 'collect-results', id, '--output', 'out', ...local);
    results = JSON.parse(done(await machine.spawn('results', id, '--json', ...local)).stdout);
    columns = (
      done(await machine.spawn('results', id, '--format', 'csv', ...local)).stdout.split(/\r?\n/)[0] ?? ''
    ).split(',');
    await run('connect', 'connect', runs[0].instance_id, ...local);
    await run('ssh-config', 'ssh-config', id, '--yes', ...local);
    await run('extend', 'extend', id, '1h', '--yes', ...local);
    await run('extend', 'extend', runs[0].instance_id, '40d', '--yes', ...local);
    for (const kind of ['cost', 'daily-cost', 'run-hours', 'failures'])
      await run('alerts create', 'alerts', 'create', kind, '--threshold', '10');
    await run('alerts list', 'alerts', 'list');
    await run('alerts delete', 'alerts', 'delete', 'cost');
    await run('alerts create', 'alerts', 'create', 'cost', '--threshold', '10');
    await run('alerts delete', 'alerts', 'delete', 'failures');
    await run('local interrupt', 'local', 'interrupt', id, '--yes');
    await run('cancel', 'cancel', id, '--yes', ...local);
    await run('delete', 'delete', ended.sweep_id, '--yes', ...local);
    done(await machine.spawn('cancel', ended.sweep_id, '--yes', ...local));
    await run('delete', 'delete', ended.sweep_id, '--yes', ...local);
    await run('remove', 'remove', '--yes', ...local);
    await run('local stop', 'local', 'stop', '--yes');
    await run('local status', 'local', 'status');
  });
  after(async () => machine.dispose());

  it('is documented for each of them', () => {
    assert.deepEqual([...printed.keys()].sort(), [...documented.keys()].sort());
  });

  it('of results has the columns of its table', async () => {
    assert.deepEqual(
      results.map((row) => Object.keys(row)),
      [columns, columns],
    );
  });

  /** Of each command, and together, what several print. */
  const fieldsOf = (paths: Iterable<string>, shared: boolean): readonly string[] =>
    [...new Set(paths)].filter((field) => field.includes(': ') === shared).sort();
  const found = (command: string, shape: Shape): readonly string[] =>
    (printed.get(command) ?? []).flatMap((value) => [...pathsIn(value, shape)]);

  for (const [command, shape] of documented) {
    it(`of ${command} has the documented fields and no others`, () => {
      assert.deepEqual(fieldsOf(found(command, shape), false), fieldsOf(documentedPaths(shape), false));
    });
  }

  it('has the documented fields and no others in what several commands print', () => {
    const shapes = [...documented];
    assert.deepEqual(
      fieldsOf(
        shapes.flatMap(([command, shape]) => found(command, shape)),
        true,
      ),
      fieldsOf(
        shapes.flatMap(([, shape]) => [...documentedPaths(shape)]),
        true,
      ),
    );
  });

  describe('schemas/output.schema.json', () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
    // What a date is, is in their names; nothing here depends on a package that checks it.
    for (const format of ['date', 'date-time'])
      ajv.addFormat(format, (text: string) => !Number.isNaN(Date.parse(text)));
    ajv.addSchema(outputSchema, 'output');

    for (const [command, shape] of documentedJson())
      if (command !== 'results')
        it(`has the documented fields of ${command}`, () => {
          const fields = [
            ...new Set([...documentedPaths(shape)].map((field) => field.replace(/^\w+: /, ''))),
          ];
          // What the text describes in words has more fields in the schema.
          const plain = fields.filter((field) => !fields.some((other) => other.startsWith(`${field}.`)));
          const paths = schemaPaths(outputSchema, command);
          assert.deepEqual(
            paths.filter((one) => !plain.some((field) => one.startsWith(`${field}.`))),
            fields.sort(),
          );
        });

    it('fits what every command prints', () => {
      for (const [command, values] of [...printed, ['results', [results]] as const]) {
        const validate = ajv.getSchema(
          `output#/$defs/${encodeURIComponent(command).replaceAll('%2F', '~1')}`,
        );
        assert.ok(validate !== undefined, command);
        for (const value of values)
          assert.ok(validate(value), `${command}: ${ajv.errorsText(validate.errors)}`);
      }
    });
  });
});
