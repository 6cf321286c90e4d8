import { survive } from './chaos';
import { ignore, requestFor, sweepOf, World } from './world';

describe('chaos', () => {
  let world: World;
  before(async () => {
    world = await World.start();
    const engine = world.engine('settler');
    await engine.setUp();
    const request = requestFor(sweepOf(1));
    const preview = await engine.preview(request);
    await engine.launch(preview, request, ignore);
    await engine.cancel(preview.sweepId, { keepRunning: false });
  });
  after(() => world.stop());

  for (let seed = Number(process.env['SEED'] ?? 1); seed <= Number(process.env['SEEDS'] ?? 24); seed += 1) {
    it(`of seed ${seed} ends with each run launched exactly once, and nothing lost`, () =>
      survive(world, seed));
  }
});
