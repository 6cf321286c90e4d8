import { settledWorld, survive } from './chaos/schedule';
import type { World } from './world';

describe('chaos', () => {
  let world: World;
  before(async () => {
    world = await settledWorld();
  });
  after(() => world.stop());

  for (let seed = Number(process.env['SEED'] ?? 1); seed <= Number(process.env['SEEDS'] ?? 24); seed += 1) {
    it(`of seed ${seed} ends with each run launched exactly once, and nothing lost`, () =>
      survive(world, seed));
  }
});
