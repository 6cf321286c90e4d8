import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { parseMetricPath } from '../../../src/agent/record';
import { callDataOf, type RecordAccess } from '../../../src/plan/plan';
import type { RunSettings } from '../../../src/sweep/run';
import { FakeCloud } from './fake-cloud';
import { boot, SHELLS, type Shell } from './sandbox';
import { filesOf, planOf, runOf, stateIn, targetOf, WRITER } from './sweeps';

const FILES = filesOf('test-1');

describe('metrics of a script', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  /** Boots a run; `tables`: its instance reads the late parts of the agent from the bucket. */
  const start = async (
    script: string,
    {
      settings = {},
      shell = 'dash',
      stored = true,
      tables = true,
    }: { settings?: Partial<RunSettings>; shell?: Shell; stored?: boolean; tables?: boolean } = {},
  ) => {
    const { access, proof, target } = targetOf(cloud);
    const record: RecordAccess = { access, proof, target: { ...target, tables } };
    const runs = [runOf(0, { userData: script, ...settings })];
    const call = callDataOf(planOf(1), runs, record);
    assert.equal(call.tables.length, tables ? 1 : 0);
    if (stored) for (const { body, key } of call.tables) cloud.readable.set(key, Buffer.from(body));
    return boot(call.userData, cloud, { shell });
  };
  /** The records of all chunks in the order of their keys, by their streams. */
  const metrics = (): Readonly<Record<string, readonly unknown[]>> => {
    const streams: Record<string, unknown[]> = {};
    const chunks = cloud.writes.filter(({ key }) => key.startsWith(`${FILES}metrics/`));
    assert.equal(new Set(chunks.map(({ key }) => key)).size, chunks.length);
    for (const { body, key } of chunks) {
      const chunk = parseMetricPath(key.slice(FILES.length));
      assert.ok(chunk !== undefined, key);
      assert.ok(Math.abs(chunk.until - Date.now() / 1000) < 60 && chunk.since <= chunk.until, key);
      const lines = gunzipSync(body).toString().split('\n').slice(0, -1);
      const stream = `${chunk.source}${chunk.generation}`;
      streams[stream] = [...(streams[stream] ?? []), ...lines.map((line): unknown => JSON.parse(line))];
    }
    return streams;
  };
  const status = (): string => stateIn(cloud.writes.at(-1)?.key ?? '', WRITER);

  for (const shell of SHELLS) {
    it(`are uploaded, from its file and from the command (${shell})`, async () => {
      const script = `#!/bin/sh
cd /tmp && for step in 1 2 3; do echo "{\\"step\\": $step, \\"loss\\": 0.$step}"; done >metrics.jsonl
printf '{"step": 4, "loss": 0.4}' >>metrics.jsonl
spored metric step=1 'val loss=0.5' && spored metric step=2 acc=nan
spored metric; echo "code $?"; spored metric loss; echo "code $?"; spored metric =1; echo "code $?"
`;
      const outcome = await start(script, { shell });
      assert.deepEqual(cloud.refusals, []);
      assert.equal(status(), '0.succeeded.0', outcome.console);
      const { f1, s1, ...others } = metrics();
      assert.deepEqual(others, {});
      assert.deepEqual(f1, [
        { _line: 1, step: 1, loss: 0.1 },
        { step: 2, loss: 0.2 },
        { step: 3, loss: 0.3 },
        { step: 4, loss: 0.4 },
      ]);
      const times = s1?.map((one) =>
        typeof one === 'object' && one !== null && '_time' in one ? one._time : 0,
      );
      assert.deepEqual(s1, [
        { _line: 1, step: 1, 'val loss': 0.5, _time: times?.[0] },
        { step: 2, acc: null, _time: times?.[1] },
      ]);
      assert.deepEqual((cloud.objects().get(`${FILES}output.log`) ?? '').match(/^code \d$/gm), [
        'code 2',
        'code 2',
        'code 2',
      ]);
    });
  }

  it('follow while it runs', async () => {
    let wrote = 0;
    cloud.onWrite = ({ key }) => {
      if (key.includes('/metrics/')) wrote += 1;
    };
    await start(
      `#!/bin/sh\nmkdir -p logs; printf 'epoch,loss\\n0,1.5\\n' >logs/m.csv; sleep 18; echo '1,1.25' >>logs/m.csv\n`,
      { settings: { metrics: 'logs/m.csv' } },
    );
    assert.deepEqual(metrics(), {
      f1: [
        { _line: 1, epoch: 0, loss: 1.5 },
        { _line: 2, epoch: 1, loss: 1.25 },
      ],
    });
    assert.equal(wrote, 2);
  });

  it('are not read by an instance that can not read from the bucket, and its run succeeds', async () => {
    await start('#!/bin/sh\necho \'{"loss": 1}\' >/tmp/metrics.jsonl\nspored metric loss=1\n', {
      tables: false,
    });
    assert.deepEqual(metrics(), {});
    assert.equal(status(), '0.succeeded.0');
  });

  it('never make a run fail or wait: their part is missing, or they are refused', async () => {
    const script = '#!/bin/sh\necho \'{"loss": 1}\' >/tmp/metrics.jsonl\necho done >/tmp/result.txt\n';
    await start(script, { stored: false, settings: { results: ['/tmp/result*'] } });
    assert.equal(status(), '0.succeeded.0');
    assert.equal(cloud.objects().get(`${FILES}results/result.txt`), 'done\n');
    cloud.writes.length = 0;
    cloud.failing = { status: 403, times: 100, of: '/metrics/' };
    await start(script);
    assert.equal(status(), '0.succeeded.0');
    assert.deepEqual(metrics(), {});
  });
});
