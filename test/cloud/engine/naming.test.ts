import assert from 'node:assert/strict';
import { FaultyEngine } from './faulty';
import { ignore, never, requestFor, sweepOf, World } from './world';

const size = 60;

describe('names of instances whose launcher died before it could set them', () => {
  let world: World;
  before(async () => {
    // EC2 shows a new instance after a minute, and knows its id no earlier.
    world = await World.start({ consistencyLagMs: 60_000, iamPropagationMs: 0 });
  });
  after(() => world.stop());

  /** Launches on one machine, which dies before the first name is set, and resumes on another. */
  async function inherit(machine: string, heirs: string, minutesLater: number): Promise<void> {
    const first = await FaultyEngine.start(world, machine);
    first.mischief = ({ action }) => (action === 'CreateTags' ? never() : undefined);
    const request = requestFor({ ...sweepOf(size), name: machine });
    const preview = await first.engine.preview(request);
    await first.engine.launch(preview, ignore);
    await first.stop();

    world.cloud.control.advance(minutesLater * 60_000);
    const heir = await FaultyEngine.start(world, heirs);
    heir.onSleep = async (milliseconds) => world.cloud.control.advance(Math.max(milliseconds, 10_000));
    try {
      await heir.engine.resume(preview.sweepId, ignore);
      await heir.engine.settle();
      assert.equal(heir.launches().length, 0, 'nothing is launched again');
    } finally {
      await heir.stop();
    }
    world.cloud.control.advance(60_000);
    const instances = await world.instances(preview.sweepId);
    assert.deepEqual(
      instances.map(({ tags }) => Number(tags['sweep:index'])).sort((a, b) => a - b),
      sweepOf(size).runs.map(({ index }) => index),
    );
    assert.deepEqual(
      instances.map(({ tags }) => tags['Name']).sort(),
      request.sweep.runs.map(({ name }) => name).sort(),
    );
  }

  it('are set by a process that resumes immediately, while EC2 does not return the instances yet', () =>
    inherit('hasty', 'hasty', 0));
  it('are set by a process that resumes on another machine', () => inherit('far', 'far-heir', 0));
  it('are set by a process that resumes once EC2 returns them', () => inherit('patient', 'patient', 3));
});
