import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { runFolder } from '../../../src/agent/record';
import type { SweepView } from '../../../src/engine/view';
import type { RunCurves } from '../../../src/results/curves/curve';
import { FaultyEngine } from './faulty';
import { launched, requestFor, sweepOf, World } from './world';

describe('metrics, through the AWS SDK', () => {
  let world: World;
  let engine: FaultyEngine;
  let view: SweepView;
  /** Bytes of every object that was read, by its key. */
  const read: { key: string; bytes: number }[] = [];
  let lists = 0;

  before(async () => {
    world = await World.start();
    engine = await FaultyEngine.start(world, 'metrics');
    engine.mischief = ({ action, ask }) => {
      const [method, path = ''] = action.split(' ');
      if (method === 'GET' && path.includes('/metrics/'))
        return ask().then((answer) => {
          read.push({
            key: path.slice(path.indexOf('/metrics/') + '/metrics/'.length),
            bytes: answer.body.length,
          });
          return answer;
        });
      if (method === 'GET' && !path.includes('/sweeps/')) lists += 1;
      return undefined;
    };
    const { id } = await launched(engine.engine, requestFor({ ...sweepOf(3), name: 'metrics' }));
    view = await engine.engine.view(id);
  });
  after(async () => {
    await engine.stop();
    await world.stop();
  });

  /** Writes a chunk as the agent of a run does. */
  const write = async (
    run: number,
    path: string,
    text: string | Uint8Array,
    owner = run,
  ): Promise<number> => {
    const { index, name } = view.runs[run] ?? {};
    const instanceId = view.runs[owner]?.instanceId;
    assert.ok(index !== undefined && name !== undefined && view.bucket !== undefined);
    const identity = await world.identity(view.id, { index, instanceId });
    const body = typeof text === 'string' ? gzipSync(text) : text;
    const store = world.aws.store(view.bucket, world.cloud.region);
    await store.write(`${runFolder(view.id, name, identity)}metrics/${path}`, body);
    return body.length;
  };
  const poll = async () => {
    read.length = 0;
    lists = 0;
    const found = await engine.engine.metrics(view);
    return {
      values: Object.fromEntries([...found].map(([name, curves]) => [name, valuesOf(curves)])),
      read: [...read].sort((a, b) => (a.key < b.key ? -1 : 1)),
      lists,
    };
  };
  const valuesOf = ({ curves }: RunCurves): Readonly<Record<string, readonly number[]>> =>
    Object.fromEntries([...curves].map(([name, { values }]) => [name, [...values]]));

  it('are read once: a poll gets nothing but new chunks', async () => {
    assert.deepEqual((await poll()).values, {});
    const first = await write(0, 'f0001/000000.100.115.jsonl.gz', '{"_line":1,"loss":3}\n{"loss":2}\n');
    const other = await write(1, 's0001/000000.100.115.jsonl.gz', '{"_line":1,"acc":1}\n');
    const one = await poll();
    assert.deepEqual(one.values, { 'run-0': { loss: [3, 2] }, 'run-1': { acc: [1] } });
    assert.deepEqual(one.read, [
      { key: 'f0001/000000.100.115.jsonl.gz', bytes: first },
      { key: 's0001/000000.100.115.jsonl.gz', bytes: other },
    ]);
    assert.deepEqual(await poll(), { ...one, read: [] });
    const second = await write(0, 'f0001/000001.115.130.jsonl.gz', '{"_line":3,"loss":1}\n');
    const two = await poll();
    assert.deepEqual(two.values, { 'run-0': { loss: [3, 2, 1] }, 'run-1': { acc: [1] } });
    assert.deepEqual(two.read, [{ key: 'f0001/000001.115.130.jsonl.gz', bytes: second }]);
  });

  it('are results: the newest value of each is in the table', async () => {
    engine.requests.length = 0;
    const { columns, kinds, rows } = await engine.engine.results(view.id);
    const listed = engine.requests.flatMap(({ action, query }) =>
      action.startsWith('GET') ? (query.get('prefix') ?? []) : [],
    );
    assert.deepEqual(
      listed.filter((prefix) => prefix.includes('/runs/')),
      [`sweeps/${view.id}/runs/`],
    );
    const results = columns.filter((_, place) => kinds[place] === 'result');
    assert.deepEqual(results, ['loss', 'acc']);
    assert.deepEqual(
      rows.map((row) => results.map((title) => row[columns.indexOf(title)] ?? null)),
      [
        [1, null],
        [null, 1],
        [null, null],
      ],
    );
  });

  it('are those of the newest generation of a file, next to those of the command', async () => {
    await write(0, 's0001/000000.105.120.jsonl.gz', '{"_line":1,"epoch":7,"note":5,"_time":1769508900}\n');
    await write(0, 'f0002/000000.130.145.jsonl.gz', '{"_line":1,"epoch":1,"loss":9}\n{"epoch":2,"loss":8}\n');
    assert.deepEqual((await poll()).values['run-0'], { loss: [9, 8], note: [5] });
  });

  it('are not those of another instance, and what is no chunk is nothing', async () => {
    await write(1, 's0001/000001.115.130.jsonl.gz', '{"_line":2,"acc":99}\n', 2);
    await write(1, 's0001/000002.115.130.jsonl.gz', Buffer.from('no gzip'));
    await write(1, 's0001/000003.115.130.jsonl.gz', gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    await write(1, 's0001/x.jsonl.gz', '{"acc":98}\n');
    await write(1, 's0001/000004.115.130.jsonl.gz', 'junk\n{"acc":"x"}\n[1]\n{"_line":9,"acc":2}\n');
    assert.deepEqual((await poll()).values['run-1'], { acc: [1, 2] });
  });

  it('are read of the newest chunks alone where that is enough', async () => {
    const fresh = await FaultyEngine.start(world, 'metrics');
    try {
      const found = await fresh.engine.metrics(view, undefined, 1);
      assert.deepEqual(valuesOf(found.get('run-1') ?? { stepName: undefined, curves: new Map() }), {
        acc: [2],
      });
      assert.equal(fresh.requests.filter(({ action }) => action.includes('/metrics/')).length, 3);
    } finally {
      await fresh.stop();
    }
  });
});
