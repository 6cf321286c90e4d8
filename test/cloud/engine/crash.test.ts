import assert from 'node:assert/strict';
import type { Instance } from '../../../src/engine/ports';
import { type Death, MortalEngine } from './mortal';
import { ignore, requestFor, runOf, World } from './world';

const size = 5;

/** Two batches: three runs and two. */
const request = () => {
  const runs = Array.from({ length: size }, (_, index) =>
    runOf(index, { instanceTypes: [index < 3 ? 't3.micro' : 't3.small'] }),
  );
  return requestFor({ name: 'test', runs });
};

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
    const first = request();
    const { sweepId } = await engine.preview(first).then(async (preview) => {
      await engine.launch(preview, first, ignore);
      return preview;
    });
    await engine.cancel(sweepId, { keepRunning: false });
    await engine.settle();
  });
  after(() => world.stop());

  /** Launches until death, resumes, and answers how often each run was launched. */
  async function survive(death: Death | undefined, resumeElsewhere: boolean) {
    machines += 1;
    const machine = `machine-${machines}`;
    const mortal = await MortalEngine.start(world, machine);
    try {
      const asked = request();
      const preview = await mortal.engine.preview({ ...asked, sweep: { ...asked.sweep, name: machine } });
      mortal.arm(death);
      const work = mortal.engine.launch(preview, asked, ignore).then(() => mortal.engine.settle());
      await mortal.live(work);
      const heir = world.engine(resumeElsewhere ? `${machine}-heir` : machine);
      const known = (await heir.sweeps()).some((sweep) => sweep.id === preview.sweepId);
      if (known) {
        await heir.resume(preview.sweepId, ignore);
        await heir.settle();
      }
      const instances = await world.instances(preview.sweepId);
      const view = known ? await heir.view(preview.sweepId) : undefined;
      await heir.terminate(instances);
      return { steps: mortal.steps, known, launched: runsOf(instances), view };
    } finally {
      await mortal.bury();
    }
  }

  for (const resumeElsewhere of [false, true]) {
    const where = resumeElsewhere ? 'on another machine' : 'on the same machine';
    it(`launches each run exactly once, wherever it dies, resumed ${where}`, async function () {
      this.timeout(300_000);
      const whole = await survive(undefined, resumeElsewhere);
      assert.deepEqual(whole.launched, each);
      assert.ok(whole.steps > 10, `${whole.steps} steps`);
      for (let step = 0; step < whole.steps; step += 1) {
        // Right before a step is right after the one before it: once, that is tried the long way too.
        for (const when of resumeElsewhere ? (['after'] as const) : (['before', 'after'] as const)) {
          const { known, launched, view } = await survive({ step, when }, resumeElsewhere);
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
