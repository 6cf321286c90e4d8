import assert from 'node:assert/strict';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../../src/aws/cloud';
import type { Clock } from '../../../src/engine/clock';
import { systemClock } from '../../../src/engine/system-clock';
import { engineOn } from '../../engine-on';
import { ignore, requestFor, runOf, World } from './world';

const minute = 60_000;

describe('a machine whose clock is wrong', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
    await world.engine('settler').setUp();
  });
  afterEach(() => world.stop());

  const clockOff = (milliseconds: number): Clock => ({
    now: () => systemClock.now() + milliseconds,
    sleep: (time, signal) => systemClock.sleep(time, signal),
  });

  for (const off of [-10 * minute, 0, 10 * minute]) {
    it(`by ${off / minute} minutes learns the time from AWS's answers, and bills, dates and ends by that`, async () => {
      const cloud = awsCloud(world.connection('off'), clockOff(off), priceTable);
      await cloud.account.identity();
      assert.ok(Math.abs(cloud.ahead() + off) < 2_000, `${cloud.ahead()}`);
      cloud.dispose();

      const { engine } = engineOn(world.connection('off'), clockOff(off));
      const request = requestFor({
        name: 'clock',
        runs: [runOf(0, { ttlSeconds: 1800, cpuCredits: 'standard' })],
      });
      const { view } = await engine.launch(await engine.preview(request), ignore);
      await engine.settle();
      const [run] = view.runs;
      const expiresAt = run?.expiresAt ?? 0;
      // The agent follows the tag where it is later than what the launch gave.
      const tagged = Date.parse((await world.instances(view.id))[0]?.tags['spawn:expires-at'] ?? '');
      assert.ok(Math.abs(tagged - expiresAt) < 5_000, `${tagged - expiresAt}`);
      world.cloud.control.advance(8 * minute);
      await engine.view(view.id);
      const seen = await engine.view(view.id);
      const hour = (8 * 0.08) / 730 + 0.005 + 0.0104;
      const minutes = (seen.accruedUsd / hour) * 60;
      assert.ok(minutes > 7.9 && minutes < 8.3, `${minutes} minutes are billed`);
      assert.equal(seen.runs[0]?.overdue, undefined);
      world.cloud.control.advance(26 * minute);
      await engine.view(view.id);
      assert.equal((await engine.view(view.id)).runs[0]?.state, 'overdue');
      await engine.cancel(view.id, { keepRunning: false });
      engine.dispose();
    });
  }
});
