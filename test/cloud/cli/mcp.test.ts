import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: tried
metric: {name: score, goal: max}
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  user_data: |
    #!/bin/bash
    echo "level $LEVEL"
    echo "{\\"score\\": $LEVEL}" > /tmp/results.json
grid: {level: [1, 2]}
`;

const readOnly = [
  'check_setup',
  'explain_problem',
  'get_cost',
  'get_metrics',
  'get_results',
  'get_run_log',
  'get_sweep',
  'list_sweeps',
  'preview_launch',
  'validate_sweep_file',
];

describe('spawn mcp', function () {
  this.timeout(240_000);
  let machine: Machine;
  let id: string;

  before(async () => {
    machine = await newMachine({ SPAWN_PROVIDER: 'local' });
    await machine.write('tried-sweep.yaml', sweep);
    await machine.write('broken-sweep.yaml', 'defaults: {ttl: 30}\nparams: [{name: a}]\n');
    const launched = done(await machine.spawn('launch', 'tried-sweep.yaml', '--yes', '--wait', '--json'));
    id = JSON.parse(launched.stdout).sweep_id;
  });
  after(() => machine.dispose());

  /** What a person answers who is asked; undefined: the client can't ask. */
  type Person = ((message: string) => boolean) | undefined;

  /** Connects a client as an assistant does. */
  async function withClient<T>(
    use: (client: Client) => Promise<T>,
    { flags = [], mode, person }: { flags?: string[]; mode?: 'auto' | 'legacy'; person?: Person } = {},
  ): Promise<T> {
    const client = new Client(
      { name: 'test', version: '1' },
      {
        capabilities: person === undefined ? {} : { elicitation: { form: {} } },
        versionNegotiation: { mode: mode ?? 'legacy' },
      },
    );
    if (person !== undefined)
      client.setRequestHandler('elicitation/create', async ({ params }) => ({
        action: 'accept' as const,
        content: { confirm: person(params.message) },
      }));
    await client.connect(
      new StdioClientTransport({
        command: path.join(machine.folder, 'bin', 'spawn'),
        args: ['mcp', ...flags],
        cwd: machine.folder,
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: machine.folder,
          XDG_STATE_HOME: path.join(machine.folder, 'state'),
          SPAWN_PROVIDER: 'local',
        },
        stderr: 'ignore',
      }),
    );
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  const call = async (client: Client, name: string, input: Readonly<Record<string, unknown>> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: input });
    const [first] = Array.isArray(content) ? content : [];
    assert.ok(first?.type === 'text', JSON.stringify(content));
    return { text: first.text, isError: isError === true };
  };
  const answer = async (client: Client, name: string, input: Readonly<Record<string, unknown>> = {}) => {
    const { isError, text } = await call(client, name, input);
    assert.equal(isError, false, text);
    return JSON.parse(text.split('\n\n')[0] ?? '');
  };
  /** What the cloud has, not what a client was told. */
  const state = async () => {
    const [sweeps, instances] = await Promise.all([
      machine.spawn('list-sweeps', '--json'),
      machine.spawn('list', '--json'),
    ]);
    return {
      sweeps: JSON.parse(done(sweeps).stdout).length,
      instances: JSON.parse(done(instances).stdout).filter(
        ({ state: now }: { state: string }) => now === 'running' || now === 'pending',
      ).length,
    };
  };

  for (const mode of ['legacy', 'auto'] as const)
    it(`answers what went best and what it cost, with tools that only read (${mode} protocol)`, () =>
      withClient(
        async (client) => {
          const { tools } = await client.listTools();
          assert.deepEqual(tools.map(({ name }) => name).sort(), readOnly);
          for (const { annotations } of tools)
            assert.deepEqual([annotations?.readOnlyHint, annotations?.destructiveHint], [true, false]);
          const [best] = await answer(client, 'get_results', { sweeps: [id], top: 1 });
          assert.deepEqual([best.name, best.score], ['level-2', 2]);
          const { sweeps } = await answer(client, 'get_cost', { sweep: id });
          assert.equal(sweeps[0].sweep_id, id);
          assert.equal((await answer(client, 'get_sweep', { sweep: 'latest' })).states.succeeded, 2);
          const { runs } = await answer(client, 'get_run_log', { sweep: id, run: 'level-1' });
          assert.match(runs[0].log, /level 1/);
          assert.equal((await answer(client, 'list_sweeps')).length, 1);
          assert.equal((await answer(client, 'get_metrics', { sweep: id })).sweep_id, id);
          assert.ok((await answer(client, 'check_setup')).length > 5);
        },
        { mode },
      ));

  it('validates, explains, and previews a file, and creates nothing', () =>
    withClient(async (client) => {
      const before = await state();
      const [problem] = await answer(client, 'validate_sweep_file', { path: 'broken-sweep.yaml' });
      const { explanation } = await answer(client, 'explain_problem', { code: problem.code });
      assert.ok(explanation.length > 40, explanation);
      const preview = await answer(client, 'preview_launch', { path: 'tried-sweep.yaml' });
      assert.equal(preview.dry_run, true);
      assert.ok(preview.estimated_cost_usd > 0);
      assert.deepEqual(await state(), before);
    }));

  it('lets no assistant spend, however it tries', () =>
    withClient(
      async (client) => {
        const before = await state();
        const attempts: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
          ['launch_sweep', { path: 'tried-sweep.yaml' }],
          ['cancel_sweep', { sweep: id }],
          ['launch', { path: 'tried-sweep.yaml' }],
          ['preview_launch', { path: 'tried-sweep.yaml', dry_run: false }],
          ['preview_launch', { path: 'tried-sweep.yaml', dryRun: false, yes: true }],
          ['preview_launch', { path: '--yes' }],
          ['get_sweep', { sweep: '--help' }],
          ['get_sweep', { sweep: `${id} --yes` }],
          ['get_results', { sweeps: [id], provider: 'aws' }],
          ['get_run_log', { sweep: id, run: 'level-1', follow: true }],
          ['validate_sweep_file', { path: '../../etc/passwd' }],
          ['validate_sweep_file', { path: '/etc/passwd' }],
        ];
        for (const [name, input] of attempts) {
          const outcome = await call(client, name, input).catch((error: unknown) => ({
            isError: error instanceof Error,
            text: String(error),
          }));
          assert.equal(outcome.isError, true, `${name} ${JSON.stringify(input)}: ${outcome.text}`);
          assert.doesNotMatch(outcome.text, /root:x:/);
        }
        assert.deepEqual(await state(), before);
      },
      { person: () => assert.fail('nobody is asked') },
    ));

  describe('--allow-launch', () => {
    const flags = ['--allow-launch'];
    const launch = (client: Client) => call(client, 'launch_sweep', { path: 'tried-sweep.yaml' });

    it('launches nothing without a person who can be asked, or who says no', async () => {
      const before = await state();
      const unasked = await withClient((client) => launch(client).catch(String), { flags });
      assert.ok(typeof unasked === 'string' || unasked.isError, JSON.stringify(unasked));
      const asked: string[] = [];
      const refused = await withClient(launch, {
        flags,
        person: (message) => {
          asked.push(message);
          return false;
        },
      });
      assert.equal(refused.isError, true);
      assert.deepEqual(
        asked.map((message) => message.replace(/\d{12}/, 'ACCOUNT')),
        ['Launch 2 runs of tried-sweep.yaml in account ACCOUNT, us-east-1? It can cost up to $0.11.'],
      );
      assert.deepEqual(await state(), before);
    });

    for (const mode of ['legacy', 'auto'] as const)
      it(`launches and cancels what a person has agreed to (${mode} protocol)`, async () => {
        const before = await state();
        const asked: string[] = [];
        const person = (message: string): boolean => {
          asked.push(message.replace(/sweep-tried-[\d-]+/, 'SWEEP'));
          return true;
        };
        await withClient(
          async (client) => {
            const launched = await answer(client, 'launch_sweep', { path: 'tried-sweep.yaml' });
            assert.equal(launched.runs.length, 2);
            assert.equal((await state()).sweeps, before.sweeps + 1);
            await answer(client, 'cancel_sweep', { sweep: launched.sweep_id });
            assert.equal((await state()).instances, before.instances);
          },
          { flags, mode, person },
        );
        assert.equal(asked.length, 2);
        assert.match(asked[1] ?? '', /^Cancel SWEEP \(.*\) and terminate 2 instances\?$/);
      });

    it('asks again if the file changed after the question', async () => {
      const asked: string[] = [];
      const before = await state();
      const outcome = await withClient(launch, {
        flags,
        mode: 'auto',
        person: (message) => {
          asked.push(message);
          if (asked.length === 1)
            writeFileSync(
              path.join(machine.folder, 'tried-sweep.yaml'),
              sweep.replace('[1, 2]', '[1, 2, 3, 4, 5]'),
            );
          return asked.length === 1;
        },
      });
      assert.equal(outcome.isError, true);
      assert.deepEqual(
        asked.map((message) => /Launch (\d+) runs/.exec(message)?.[1]),
        ['2', '5'],
      );
      assert.deepEqual(await state(), before);
    });
  });
});
