import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { runsPrefix } from '../../../src/agent/record';
import type { Clock } from '../../../src/engine/clock';
import type { Engine } from '../../../src/engine/engine';
import { systemClock } from '../../../src/engine/system-clock';
import { SweepDocument } from '../../../src/sweep/document';
import { engineOn } from '../../engine-on';
import { eventually } from '../local/harness';
import { ignore, launched, requestFor, World } from './world';

const sample = path.resolve(__dirname, '../../../../samples/spot-sweep.yaml');
const defaults = { instanceType: 't3.micro', region: 'us-east-1' };

const untilInterrupted = `        while os.environ["CASE"] == "interrupted" and int(os.environ["SPAWN_ATTEMPT"]) < 4 and state["step"] % 100 == 50 and not ending:
            time.sleep(0.05)
        pass`;

/** Looks more often than people need. */
const briskClock: Clock = {
  now: () => systemClock.now(),
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 20, signal),
};

describe('the sample for spot instances', function () {
  this.timeout(300_000);
  let world: World;
  let engine: Engine;
  before(async () => {
    world = await World.start({ compute: 'processes', slots: 4 });
    engine = engineOn(world.connection('here'), briskClock, { random: () => 0 }).engine;
  });
  after(async () => {
    engine.dispose();
    await world.stop();
  });

  it('has the same result after three interruptions as without any', async () => {
    const text = edited(await fs.readFile(sample, 'utf8'), [
      ['steps: 1200', 'steps: 400'],
      ['seconds_per_step: 0.1', 'seconds_per_step: 0.01'],
      // However slow this computer is, each of the first attempts is interrupted half-way.
      ['time.sleep(pause)', `time.sleep(pause)\n${untilInterrupted}`],
      ['learning_rate: [0.01, 0.03, 0.1]', 'learning_rate: [0.03]\n  case: [steady, interrupted]'],
      // On demand, nothing could be interrupted again.
      ['spot: prefer', 'spot: true'],
    ]);
    const document = new SweepDocument({ text, language: 'yaml', fileName: 'spot-sweep.yaml' }, { defaults });
    assert.deepEqual(
      document.problems().filter(({ severity }) => severity === 'error'),
      [],
    );
    const request = { ...requestFor(document.sweep()), fileText: text, fileName: 'spot-sweep.yaml' };
    const { id } = await launched(engine, request);
    const driving = engine.drive(id);
    for (const attempt of [1, 2, 3]) {
      const instance = await eventually(() => trainingIn(id, attempt));
      world.cloud.control.interrupt([instance]);
    }
    const { view } = await driving;
    assert.deepEqual(
      view.runs.map(({ attempt, state }) => [state, attempt ?? 1]),
      [
        ['succeeded', 1],
        ['succeeded', 4],
      ],
    );
    const folder = path.join(world.folder, 'results');
    await engine.collect(id, folder, ignore);
    const [steady, interrupted] = await Promise.all(
      view.runs.map(({ name }) => fs.readFile(path.join(folder, name, 'results.json'), 'utf8')),
    );
    assert.equal(JSON.parse(steady ?? '').steps, 400);
    assert.equal(interrupted, steady);
    const logs = (await fs.readdir(path.join(folder, view.runs[1]?.name ?? ''))).filter((file) =>
      file.endsWith('.log'),
    );
    assert.deepEqual(logs.sort(), ['output.1.log', 'output.2.log', 'output.3.log', 'output.log']);
    const begun = await Promise.all(
      logs.map((file) => fs.readFile(path.join(folder, view.runs[1]?.name ?? '', file), 'utf8')),
    );
    assert.deepEqual(
      begun.map((log) => /attempt (\d) begins/.exec(log)?.[1]),
      ['1', '2', '3', '4'],
    );
    assert.match(begun[0] ?? '', /spored: interrupted: EC2 takes this spot instance back/);
  });

  /** The instance of an attempt of the second run, once it trains. */
  async function trainingIn(id: string, attempt: number): Promise<string | undefined> {
    const view = await engine.view(id);
    const { instanceId, name } = view.runs[1] ?? {};
    if (instanceId === undefined || (view.runs[1]?.attempt ?? 1) !== attempt) return undefined;
    const bucket = world.aws.store(view.bucket ?? '', world.cloud.region);
    for await (const { key } of bucket.list(`${runsPrefix(id)}${name ?? ''}/`)) {
      if (!key.includes(`:${instanceId}/log/`)) continue;
      const [, step] = /begins at step (\d+)/.exec((await bucket.readText(key)) ?? '') ?? [];
      if (step === undefined) continue;
      // An attempt that begins again from zero would have the same result, too.
      assert.equal(Number(step) > 0, attempt > 1, `attempt ${attempt} begins at step ${step}`);
      return instanceId;
    }
    return undefined;
  }
});

function edited(text: string, changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((now, [from, to]) => {
    assert.ok(now.includes(from), from);
    return now.replace(from, to);
  }, text);
}
