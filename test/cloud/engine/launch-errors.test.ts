import assert from 'node:assert/strict';
import path from 'node:path';
import type { LaunchOutcome } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import type { Sweep } from '../../../src/sweep/run';
import { documentedErrors } from '../../documented-errors';
import { FaultyEngine } from './faulty';
import { type Answer, ec2Error, type Passing } from './proxy';
import { ignore, requestFor, statesOf, sweepOf, World } from './world';

const documented = documentedErrors(path.resolve(__dirname, '../../../..'));

/** Two runs that may be of two types, and two of another batch, which nothing is wrong with. */
function twoBatches(name: string): Sweep {
  const two = sweepOf(2, { instanceTypes: ['t3.micro', 't3a.micro'] });
  const others = sweepOf(4, { instanceTypes: ['t3.small'] }).runs.slice(2);
  return { ...two, name, runs: [...two.runs, ...others] };
}

const isLaunch = ({ action, parameters }: Passing): boolean =>
  action === 'RunInstances' && parameters.get('DryRun') !== 'true';
const typeOf = ({ parameters }: Passing): string => parameters.get('InstanceType') ?? '';
const zoneOf = ({ parameters }: Passing): string | null => parameters.get('Placement.AvailabilityZone');

describe('a launch that EC2 answers with', () => {
  let world: World;
  let faulty: FaultyEngine;
  let machines = 0;

  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    machines += 1;
    faulty = await FaultyEngine.start(world, `machine-${machines}`);
  });
  afterEach(() => faulty.stop());

  /** Launches while EC2 refuses these calls, and asserts that in the end nothing was launched twice. */
  async function launch(
    refuses: (passing: Passing) => boolean,
    answer: Answer,
  ): Promise<{ readonly sweepId: string; readonly outcome: LaunchOutcome | Failure }> {
    faulty.mischief = (passing) =>
      isLaunch(passing) && refuses(passing) ? Promise.resolve(answer) : undefined;
    const request = requestFor(twoBatches(`errors-${machines}`));
    const preview = await faulty.engine.preview(request);
    const { sweepId } = preview;
    try {
      const outcome = await faulty.engine.launch(preview, ignore);
      await faulty.engine.settle();
      return { sweepId, outcome };
    } catch (error) {
      assert.ok(error instanceof Failure, String(error));
      return { sweepId, outcome: error };
    }
  }

  async function assertAllAlive(sweepId: string): Promise<void> {
    const { view } = { view: await faulty.engine.view(sweepId) };
    assert.deepEqual(statesOf(view), ['alive', 'alive', 'alive', 'alive']);
    const indices = (await world.instances(sweepId)).map(({ tags }) => tags['sweep:index']);
    assert.deepEqual(indices.sort(), ['0', '1', '2', '3']);
  }

  async function assertPaused(sweepId: string, outcome: unknown, kind: string, alive: number): Promise<void> {
    assert.ok(outcome instanceof Failure && outcome.kind === kind, String(outcome));
    const view = await faulty.engine.view(sweepId);
    assert.equal(view.resumable, true);
    assert.equal((await world.instances(sweepId)).length, alive);
    faulty.mischief = () => undefined;
    await faulty.engine.resume(sweepId, ignore);
    await faulty.engine.settle();
    await assertAllAlive(sweepId);
  }

  /** What the page says that a launch does, for each class. */
  const behaves: Readonly<Record<string, (code: string, message: string) => Promise<void>>> = {
    async capacity(code, message) {
      const { sweepId } = await launch(
        (call) => zoneOf(call) === null || zoneOf(call) === 'us-east-1a',
        ec2Error(500, code, message),
      );
      await assertAllAlive(sweepId);
    },
    async place(code, message) {
      const { sweepId } = await launch(
        (call) => typeOf(call) === 't3.micro' && zoneOf(call) !== 'us-east-1f',
        ec2Error(400, code, message),
      );
      await assertAllAlive(sweepId);
      const places = faulty
        .launches()
        .map((call) => [call.get('InstanceType'), call.get('Placement.AvailabilityZone')].join());
      assert.equal(new Set(places).size, places.length, 'no place is asked twice');
    },
    async type(code, message) {
      const { sweepId } = await launch((call) => typeOf(call) === 't3.micro', ec2Error(400, code, message));
      await assertAllAlive(sweepId);
      const asked = faulty.launches().filter((call) => call.get('InstanceType') === 't3.micro');
      assert.equal(asked.length, 1, 'the type is asked once');
    },
    permission: (code, message) => behaves['type']?.(code, message) ?? assert.fail(),
    async quota(code, message) {
      const { sweepId } = await launch((call) => typeOf(call) === 't3.micro', ec2Error(400, code, message));
      await assertAllAlive(sweepId);
    },
    async 'request-size'(code, message) {
      const { sweepId } = await launch(
        ({ parameters }) => Number(parameters.get('MaxCount')) > 1,
        ec2Error(400, code, message),
      );
      await assertAllAlive(sweepId);
    },
    async throttled(code, message) {
      const refused = new Set<string>();
      const { sweepId } = await launch(
        (call) => {
          const before = refused.has(typeOf(call));
          refused.add(typeOf(call));
          return !before;
        },
        ec2Error(503, code, message),
      );
      await assertAllAlive(sweepId);
      const calls = faulty.launches().map(String);
      assert.deepEqual([calls.length, new Set(calls).size], [4, 2], 'the same call again');
    },
    unavailable: (code, message) => behaves['throttled']?.(code, message) ?? assert.fail(),
    async credentials(code, message) {
      // Nothing is known elsewhere either: these credentials are no good.
      const { sweepId, outcome } = await launch(() => true, ec2Error(401, code, message));
      await assertPaused(sweepId, outcome, 'credentials', 0);
    },
    async account(code, message) {
      const { sweepId, outcome } = await launch(
        (call) => typeOf(call) !== 't3.small',
        ec2Error(400, code, message),
      );
      await assertPaused(sweepId, outcome, 'account', 2);
    },
    async rejected(code, message) {
      const { sweepId, outcome } = await launch(
        (call) => typeOf(call) !== 't3.small',
        ec2Error(400, code, message),
      );
      assert.ok(!(outcome instanceof Failure), String(outcome));
      assert.deepEqual(statesOf(outcome.view), ['launch-failed', 'launch-failed', 'alive', 'alive']);
      const { reason = '' } = outcome.view.runs[0] ?? {};
      assert.ok(reason.includes(message.replace(/\.$/, '')), reason);
      assert.equal((await world.instances(sweepId)).length, 2);
    },
    'not-found': (code, message) => behaves['rejected']?.(code, message) ?? assert.fail(),
    async 'launched-before'(code, message) {
      const answered = new Set<string>();
      const request = requestFor(twoBatches(`errors-${machines}`));
      const preview = await faulty.engine.preview(request);
      faulty.mischief = (passing) => {
        if (!isLaunch(passing) || answered.has(typeOf(passing))) return undefined;
        answered.add(typeOf(passing));
        return passing.ask().then(() => ec2Error(400, code, message));
      };
      await faulty.engine.launch(preview, ignore);
      await faulty.engine.settle();
      await assertAllAlive(preview.sweepId);
    },
  };

  for (const { code, kind, message } of documented) {
    it(`${code} (${message}): ${kind}`, () =>
      behaves[kind]?.(code, message) ?? assert.fail(`no such class: ${kind}`));
  }
});
