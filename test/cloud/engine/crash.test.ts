import assert from 'node:assert/strict';
import type { LaunchRequest } from '../../../src/engine/engine';
import type { Instance } from '../../../src/engine/ports';
import type { RunSettings } from '../../../src/sweep/run';
import { type Death, MortalEngine } from './mortal';
import { ignore, launched, requestFor, runOf, World } from './world';

const size = 5;
const regions = ['us-east-1', 'eu-central-1'] as const;

/** Two batches: three runs and two. */
const request = (settings: (index: number) => Partial<RunSettings>): LaunchRequest =>
  requestFor({
    name: 'test',
    runs: Array.from({ length: size }, (_, index) => runOf(index, settings(index))),
  });

const twoTypes = () => request((index) => ({ instanceTypes: [index < 3 ? 't3.micro' : 't3.small'] }));
const twoRegions = () => request((index) => ({ region: index < 3 ? regions[0] : regions[1] }));

interface Scenario {
  readonly title: string;
  readonly request: () => LaunchRequest;
  readonly resumeElsewhere: boolean;
  /** Right before a step is right after the one before it: once, that is tried the long way too. */
  readonly moments: readonly Death['when'][];
}

const scenarios: readonly Scenario[] = [
  {
    title: 'resumed on the same machine',
    request: twoTypes,
    resumeElsewhere: false,
    moments: ['before', 'after'],
  },
  { title: 'resumed on another machine', request: twoTypes, resumeElsewhere: true, moments: ['after'] },
  { title: 'in two regions', request: twoRegions, resumeElsewhere: true, moments: ['after'] },
  {
    title: 'without a bucket',
    request: () => ({ ...twoTypes(), bucket: 'none' }),
    resumeElsewhere: false,
    moments: ['after'],
  },
];

/** Which run each living instance is; undefined for one that cannot be told. */
const runsOf = (instances: readonly Instance[]): readonly string[] =>
  instances
    .filter(({ state }) => state === 'pending' || state === 'running')
    .map(({ tags }) => tags['sweep:index'] ?? 'unknown')
    .sort();

const each = Array.from({ length: size }, (_, index) => String(index));

describe('a launch whose process is killed', () => {
  let world: World;
  let machines = 0;

  before(async () => {
    world = await World.start();
    // The account is set up before, so that what is counted is the launch.
    const engine = world.engine('settler');
    const { id } = await launched(engine, twoTypes());
    await engine.cancel(id, { keepRunning: false });
  });
  after(() => world.stop());

  /** Launches until death, resumes, and answers how often each run was launched. */
  async function survive(death: Death | undefined, { request: ask, resumeElsewhere }: Scenario) {
    machines += 1;
    const machine = `machine-${machines}`;
    const mortal = await MortalEngine.start(world, machine);
    try {
      const asked = ask();
      const preview = await mortal.engine.preview({ ...asked, sweep: { ...asked.sweep, name: machine } });
      mortal.arm(death);
      const work = mortal.engine.launch(preview, ignore).then(() => mortal.engine.settle());
      await mortal.live(work);
      const heir = world.engine(resumeElsewhere ? `${machine}-heir` : machine);
      const known = (await heir.sweeps()).some((sweep) => sweep.id === preview.sweepId);
      if (known) {
        await heir.resume(preview.sweepId, ignore);
        await heir.settle();
      }
      const filter = { 'sweep:id': preview.sweepId };
      const found = await Promise.all(regions.map((region) => world.aws.compute(region).describe(filter)));
      const view = known ? await heir.view(preview.sweepId) : undefined;
      await heir.terminate(found.flat());
      return { steps: mortal.steps, known, launched: runsOf(found.flat()), view };
    } finally {
      await mortal.bury();
    }
  }

  for (const scenario of scenarios) {
    it(`launches each run exactly once, wherever it dies, ${scenario.title}`, async function () {
      this.timeout(300_000);
      const whole = await survive(undefined, scenario);
      assert.deepEqual(whole.launched, each);
      assert.ok(whole.steps > 10, `${whole.steps} steps`);
      for (let step = 0; step < whole.steps; step += 1) {
        for (const when of scenario.moments) {
          const { known, launched, view } = await survive({ step, when }, scenario);
          const told = `killed ${when} step ${step} of ${whole.steps}`;
          assert.deepEqual(launched, known ? each : [], told);
          if (view === undefined) continue;
          assert.deepEqual(
            view.runs.map((run) => run.instance !== undefined && /pending|running/.test(run.state)),
            each.map(() => true),
            told,
          );
        }
      }
    });
  }
});
