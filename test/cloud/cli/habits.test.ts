import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: habits
defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 30m
  user_data: |
    #!/bin/bash
    exit "$CODE"
params:
  - {name: zulu, CODE: 0}
  - {name: alpha, CODE: 3}
  - {name: mike, CODE: 0}
`;

const stackTrace = /^ {4}at /m;

describe('the habits of every command', function () {
  this.timeout(180_000);
  let machine: Machine;
  let id: string;

  before(async () => {
    machine = await newMachine();
    await machine.write('habits-sweep.yaml', sweep);
    const launched = await machine.spawn(
      ...['launch', 'habits-sweep.yaml', '--wait', '--json', '--provider', 'local'],
    );
    id = JSON.parse(launched.stdout).sweep_id;
  });
  after(async () => machine.dispose());

  const bash = (lines: string) => machine.bash(`export SPAWN_PROVIDER=local; ${lines}`);

  it('lists as a table, JSON or CSV, with the same rows', async () => {
    for (const [command, count] of [
      ['list-sweeps', 1],
      [`list --tag sweep:id=${id}`, 3],
      [`status ${id}`, 3],
      [`results ${id}`, 3],
      ['cost', 1],
      ['validate habits-sweep.yaml', 0],
      ['alerts list', 0],
    ] as const) {
      const json = done(await bash(`spawn ${command} --format json`));
      assert.equal(done(await bash(`spawn ${command} --json`)).stdout.length, json.stdout.length, command);
      const csv = done(await bash(`spawn ${command} --format csv`)).stdout.split('\r\n');
      assert.equal(csv.length, count + 2, `${command}: ${csv.join('\n')}`);
      assert.doesNotMatch(csv[0] ?? '', /^,|,,/);
      done(await bash(`spawn ${command} --format table`));
      const wrong = await bash(`spawn ${command} --format xml`);
      assert.deepEqual([wrong.code, wrong.stdout], [2, ''], command);
      assert.match(wrong.stderr, /table, json, csv/);
    }
  });

  it('lists instances in the order of the file, with the state of each job, also where no sweep is named', async () => {
    const { stdout } = done(await bash('spawn list --json'));
    assert.deepEqual(
      JSON.parse(stdout).map((one: { name: string; job_state: string }) => [one.name, one.job_state]),
      [
        ['zulu', 'succeeded'],
        ['alpha', 'failed'],
        ['mike', 'succeeded'],
      ],
    );
    const names = async (options: string): Promise<readonly string[]> =>
      JSON.parse(done(await bash(`spawn list --json ${options}`)).stdout).map(
        (one: { name: string }) => one.name,
      );
    assert.deepEqual(await names('--state failed'), ['alpha']);
    assert.deepEqual(await names('--tag sweep:name=habits --state succeeded'), ['zulu', 'mike']);
    assert.deepEqual(await names('--state failed,lost,succeeded'), ['zulu', 'alpha', 'mike']);
    assert.deepEqual(await names('--state all'), ['zulu', 'alpha', 'mike']);
    assert.deepEqual(await names('--state terminated'), []);
  });

  it('takes ids with blanks around them, "latest", and names of runs', async () => {
    for (const written of [`' ${id}\t'`, 'latest', '" latest "'])
      assert.equal(JSON.parse(done(await bash(`spawn status ${written} --json`)).stdout).sweep_id, id);
    assert.equal(JSON.parse(done(await bash('spawn status latest/alpha --json')).stdout).exit_code, 3);
    const listed = JSON.parse(done(await bash('spawn list --json --tag sweep:id=latest')).stdout);
    assert.equal(listed.length, 3);
    const command = JSON.parse(done(await bash('spawn connect latest/alpha --json')).stdout).command;
    assert.equal(command[0], 'ssh');
    const unknown = await bash('spawn status latest/bravo');
    assert.equal(unknown.code, 3);
    assert.match(unknown.stderr, /no run "bravo"\. Its runs are zulu, alpha, mike\./);
    assert.equal((await bash('spawn cancel latest/alpha --yes')).code, 2);
  });

  it('reports in a sentence that its output can’t be written', async () => {
    for (const command of ['list-sweeps', `results ${id} --format csv`, 'list', '--help']) {
      const full = await bash(`spawn ${command} >/dev/full`);
      assert.equal(full.code, 1, `${command}: ${full.stderr}`);
      assert.match(
        full.stderr,
        /^spawn: The output can't be written, and is incomplete: ENOSPC.*\n$/m,
        command,
      );
      assert.doesNotMatch(full.stderr, stackTrace);
    }
  });

  it('ends without an error if its reader has ended, and a launch still launches', async () => {
    const listed = await bash(`spawn list | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`);
    assert.deepEqual([listed.stdout, listed.stderr], ['0\n', '']);
    const follow = await bash(`set -o pipefail; spawn logs latest zulu --follow | true; echo $?`);
    assert.equal(follow.stdout, '0\n', follow.stderr);
    await machine.write('more-sweep.yaml', sweep.replace('name: habits', 'name: more'));
    const launched = await bash(`set -o pipefail; spawn launch more-sweep.yaml | true; echo $?`);
    assert.equal(launched.stdout, '0\n', launched.stderr);
    const { runs } = JSON.parse(done(await bash('spawn status latest --json')).stdout);
    assert.equal(runs.filter((run: { instance_id: string | null }) => run.instance_id !== null).length, 3);
  });

  it('works in a deleted working directory, or reports that it needs one', async () => {
    const gone = (command: string) => bash(`mkdir gone && cd gone && rmdir ../gone && ${command}`);
    const sweeps = done(await gone('spawn list-sweeps --json'));
    assert.equal(JSON.parse(sweeps.stdout).length, 2);
    const launch = await gone('spawn launch habits-sweep.yaml');
    assert.equal(launch.code, 1);
    assert.match(
      launch.stderr,
      /^spawn: The working directory no longer exists\..*\[NoWorkingDirectory\]\n$/m,
    );
    done(await gone(`spawn validate ${machine.folder}/habits-sweep.yaml`));
    done(await gone(`spawn local stop --yes && spawn local start`));
  });

  it('never keeps its state in the working directory', async () => {
    const outcome = await bash(
      'mkdir empty && cd empty && for state in "" state ./state; do XDG_STATE_HOME="$state" HOME=$PWD/../other spawn alerts create cost --threshold 1; done; ls -A',
    );
    assert.match(done(outcome).stdout, /^(Alert set: [^\n]+\n){3}$/);
    assert.deepEqual(await readdir(`${machine.folder}/other/.local/state/spawn`), ['alerts.json']);
  });

  it('knows providers and profiles, and names them where one is unknown', async () => {
    const provider = await machine.bash('SPAWN_PROVIDER=moon spawn list');
    assert.equal(provider.code, 2);
    assert.match(provider.stderr, /SPAWN_PROVIDER is "moon", which isn't a provider: aws, local\./);
    await machine.bash('mkdir -p .aws && printf "[profile lab]\\nregion = eu-west-1\\n" >.aws/config');
    const profile = await machine.bash('spawn list --profile lap');
    assert.equal(profile.code, 2);
    assert.match(
      profile.stderr,
      /^spawn: Unknown profile "lap"\. Your AWS configuration files have lab\.\n$/,
    );
  });
});
