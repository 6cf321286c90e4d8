import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../local/harness';
import { masked, type PtyOptions, typeInto } from './pty';
import { done, type Machine, newMachine } from './spawn';

const samples = path.resolve(__dirname, '../../../../samples');
const golden = path.resolve(__dirname, '../../../../test/cloud/cli/golden');
/** `SPAWN_GOLDEN=write` writes the files anew. */
const writes = process.env['SPAWN_GOLDEN'] === 'write';
const esc = String.fromCharCode(0x1b);
const color = new RegExp(`${esc}\\[3[1-6]m`);

/** What the tutorial types once its sweeps are over, and what a reader of it tries next. */
const afterwards = [
  'spawn status latest',
  'spawn list --tag sweep:id=latest',
  'spawn list --tag sweep:id=latest --state running | wc -l',
  'spawn list-sweeps',
  'spawn cost --tag sweep:id=latest',
  'spawn collect-results latest --output results/',
  'cat results/test-1/result.txt; cat results/*/result.txt | sort | tail -1',
  'spawn results latest',
  'spawn logs latest test-2',
  'spawn logs latest/test-3 --tail 1',
  'spawn connect latest/test-1 -- cat /tmp/result.txt',
  "for instance in $(spawn list --tag sweep:id=latest --format json | jq -r '.[].instance_id'); do spawn status $instance --json | jq -r .tags.Name; done",
  'spawn status latest/test-1 | grep -v TTL',
  'spawn status latest --watch',
  'spawn status latest/test-9',
  'spawn status',
  'spawn lunch',
  'spawn launch',
] as const;

describe('the screens of the tutorial', function () {
  this.timeout(300_000);
  let machine: Machine;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    machine = await newMachine();
    await machine.write('simple-sweep.yaml', await readFile(path.join(samples, 'simple-sweep.yaml'), 'utf8'));
    const ml = await readFile(path.join(samples, 'ml-sweep.yaml'), 'utf8');
    await machine.write('ml-sweep.yaml', ml.replaceAll('time.sleep(10)', 'time.sleep(0)'));
    done(await machine.bash('spawn local start && spawn local aws s3 mb s3://my-ml-results'));
  });
  after(async () => machine?.dispose());

  const finished = (sweep = 'latest'): Promise<true> =>
    eventually(async () => {
      const { stdout } = done(await machine.bash(`spawn status ${sweep} --json --provider local`));
      return JSON.parse(stdout).finished === true ? true : undefined;
    });

  /** Types the lines one after the other. @returns the screens, masked, each below its line; and all that was written */
  async function type(lines: readonly string[], options: PtyOptions) {
    const screens: string[] = [];
    const broken: string[] = [];
    let written = '';
    for (const line of lines) {
      const shown = await typeInto(machine, line, options);
      written += shown.written;
      broken.push(...shown.broken);
      screens.push(`$ ${line}\n${masked(shown.screen)}\n`);
    }
    return { screens: screens.join('\n'), written, broken };
  }

  async function matches(name: string, screens: string): Promise<void> {
    const file = path.join(golden, `${name}.txt`);
    if (writes || !existsSync(file)) {
      assert.ok(writes, `${file} is missing: SPAWN_GOLDEN=write`);
      await mkdir(golden, { recursive: true });
      await writeFile(file, screens);
    }
    assert.equal(screens, await readFile(file, 'utf8'));
  }

  it('fit 80 columns, and begin with a dry run and two launches', async () => {
    const at = { columns: 80 };
    const first = await type(
      [
        'spawn launch --param-file ml-sweep.yaml --dry-run',
        'spawn launch --param-file ml-sweep.yaml --on-complete terminate',
      ],
      at,
    );
    await finished();
    const collected = await type(
      [
        'spawn collect-results latest --output ml-results/',
        `cd ml-results; for dir in */; do cat "$dir/results.json"; done | jq -s 'sort_by(.accuracy) | reverse | .[0]'`,
        'spawn alerts create cost --threshold 10.00',
        'spawn launch --param-file simple-sweep.yaml',
      ],
      at,
    );
    await finished();
    const rest = await type(afterwards, at);
    const all = first.screens + collected.screens + rest.screens;
    // Of the policies of what a first launch creates nothing may be changed.
    assert.deepEqual(
      [...first.broken, ...collected.broken, ...rest.broken].filter((line) => !/^ {2,}/.test(line)),
      [],
    );
    assert.match(rest.written, color);
    await matches('tutorial-80', all);
  });

  it('fit 120 columns', async () => {
    const { broken, screens } = await type(afterwards, { columns: 120 });
    assert.deepEqual(broken, []);
    await matches('tutorial-120', screens);
  });

  it('are the same without colors, and of lines alone on a dumb terminal', async () => {
    const lines = afterwards.slice(0, 6);
    const colored = await type(lines, { columns: 80 });
    const plain = await type(lines, { columns: 80, environment: 'TERM=xterm NO_COLOR=1' });
    assert.doesNotMatch(plain.written, color);
    assert.equal(plain.screens, colored.screens);
    const dumb = await type(lines, { columns: 80, environment: 'TERM=dumb' });
    assert.ok(!dumb.written.includes(esc));
    await matches('tutorial-dumb', dumb.screens);
  });

  it('are lines for programs in a pipe', async () => {
    const lines = afterwards.slice(0, 6).map((line) => `${line} 2>&1 | cat`);
    const piped = await type(lines, { columns: 200 });
    assert.doesNotMatch(piped.written, color);
    await matches('tutorial-pipe', piped.screens);
    const forced = await type(
      ['FORCE_COLOR=1 spawn status latest | cat', 'spawn status latest --color always | cat'],
      {
        columns: 80,
      },
    );
    assert.equal(forced.written.split(`${esc}[32m`).length - 1, 8, forced.screens);
  });

  it('leave a sweep alone that is watched, when q is pressed', async () => {
    await machine.write(
      'long-sweep.yaml',
      'defaults: {instance_type: t3.micro, region: us-east-1, ttl: 1h, user_data: "#!/bin/bash\\nsleep 600\\n"}\nparams: [{name: long}]\n',
    );
    done(await machine.bash('spawn launch long-sweep.yaml --provider local --json'));
    await eventually(async () => {
      const { stdout } = done(await machine.bash('spawn status latest --json --provider local'));
      return JSON.parse(stdout).runs[0].state === 'running' ? true : undefined;
    });
    const { screen } = await typeInto(machine, 'spawn status --watch; echo "left with $?"', {
      columns: 80,
      typed: 'q',
    });
    assert.match(screen, /q: stop watching \(the sweep continues\)/);
    assert.match(
      screen,
      /The sweep continues\. To see its status:\s+spawn status sweep-long-\S+\nleft with 0$/,
    );
    const canceled = await type(['spawn cancel latest --yes'], { columns: 80 });
    await matches('cancel-80', canceled.screens);
  });
});
