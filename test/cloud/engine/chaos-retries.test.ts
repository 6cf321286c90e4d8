import { surviveRetries } from './chaos/retries';
import { settledWorld } from './chaos/schedule';
import type { World } from './world';

describe('chaos with retries', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await settledWorld();
  });
  after(() => world.stop());

  for (let seed = Number(process.env['SEED'] ?? 1); seed <= Number(process.env['SEEDS'] ?? 16); seed += 1) {
    it(`of seed ${seed} ends with no run that ever had two instances, and within the estimate`, () =>
      surviveRetries(world, seed));
  }
});
