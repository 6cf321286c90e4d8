import assert from 'node:assert/strict';
import { statusFolder } from '../../../src/agent/record';
import type { Engine } from '../../../src/engine/engine';
import type { Bucket } from '../../../src/engine/ports';
import { logObjectKey, recordKey } from '../../../src/engine/record/keys';
import { proofOf } from '../../../src/plan/plan';
import { FaultyEngine } from '../engine/faulty';
import { ec2Error } from '../engine/proxy';
import { ignore, launched, requestFor, runOf, sweepOf, World } from '../engine/world';
import { failsWith } from './captive';

type Line = Readonly<Record<string, unknown>>;

describe('a record that someone else has written to', () => {
  let world: World;
  let machines = 0;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  interface Halfway {
    readonly id: string;
    readonly store: Bucket;
    readonly faulty: FaultyEngine;
    /** The call that was written down last. */
    readonly call: Line;
  }

  /** A sweep of two batches whose second call was written down and never sent. */
  async function halfway(): Promise<Halfway> {
    machines += 1;
    const faulty = await FaultyEngine.start(world, `machine-${machines}`);
    let left = 1;
    faulty.mischief = ({ action, parameters }) => {
      if (action !== 'RunInstances' || parameters.get('DryRun') === 'true') return undefined;
      left -= 1;
      return left >= 0 ? undefined : Promise.resolve(ec2Error(400, 'RequestExpired', 'Request has expired.'));
    };
    const runs = [...sweepOf(2).runs, runOf(2, { instanceTypes: ['t3.small'] })];
    const request = requestFor({ name: `halfway-${machines}`, runs });
    const preview = await faulty.engine.preview(request);
    await assert.rejects(faulty.engine.launch(preview, ignore), failsWith('RequestExpired'));
    await faulty.engine.settle();
    const id = preview.sweepId;
    const { bucket } = await faulty.engine.view(id);
    const store = world.aws.store(bucket ?? '', 'us-east-1');
    const lines: Line[] = [];
    for await (const { key } of store.list(`sweeps/${id}/status/log-`))
      for (const line of ((await store.readText(key)) ?? '').trim().split('\n')) lines.push(JSON.parse(line));
    const call = lines.find(({ kind, rows }) => kind === 'call' && String(rows) === '2');
    assert.ok(call !== undefined);
    return { id, store, faulty, call };
  }

  /** The types that the sweep launched, and how many of each. */
  const launchedOf = async (id: string): Promise<Readonly<Record<string, number>>> => {
    const found = await world.aws.compute('us-east-1').describe({ 'sweep:id': id });
    const types: Record<string, number> = {};
    for (const { type } of found) types[type] = (types[type] ?? 0) + 1;
    return types;
  };

  /** What the forged object says, from the call that is the sweep's own. */
  const forgeries: Readonly<Record<string, (call: Line) => Line>> = {
    'another instance type': (call) => ({ ...call, attempt: 7, instanceType: 'p5.48xlarge' }),
    'a type of another batch': (call) => ({ ...call, attempt: 7, instanceType: 't3.micro' }),
    'the runs of another batch': (call) => ({ ...call, attempt: 7, rows: [0, 1, 2] }),
    'more instances than runs': (call) => ({ ...call, attempt: 7, rows: [2, 2, 2] }),
    'another region': (call) => ({ ...call, attempt: 7, region: 'eu-central-1' }),
    'a batch of its own': (call) => ({ ...call, batch: 'b7' }),
    'another access': (call) => ({ ...call, attempt: 7, access: { by: 'role', roleId: 'AROAATTACKER' } }),
    'another time, and so other tags': (call) => ({ ...call, attempt: 7, at: 1 }),
    'another attempt, and so another token': (call) => ({ ...call, attempt: 7 }),
    'another digest': (call) => ({ ...call, attempt: 7, digest: '0'.repeat(64) }),
    'another request under the name of ours': (call) => ({ ...call, digest: '0'.repeat(64) }),
    'a request as a whole, with user data and profile': (call) => ({
      kind: 'call',
      batch: call['batch'],
      attempt: 7,
      at: call['at'],
      region: 'us-east-1',
      rows: [2],
      call: {
        clientToken: 'forged',
        count: 3,
        minCount: 3,
        instanceType: 't3.small',
        ami: 'ami-0000000000000000a',
        userData: Buffer.from('#!/bin/sh\necho attacker\n').toString('base64'),
        shutdownBehavior: 'stop',
        tags: {},
        spot: false,
        securityGroups: [],
        instanceProfile: 'spawn-instance-0123456789ab',
      },
    }),
    'no entry of this version': () => ({ kind: 'launch-anything', rows: [0] }),
    'an instance for a run that there is not': (call) => ({
      kind: 'launched',
      batch: call['batch'],
      attempt: 0,
      at: 1,
      instances: [{ run: 99, id: 'i-0forged', launchedAt: 1 }],
    }),
  };

  for (const [what, forge] of Object.entries(forgeries))
    it(`is refused by its key, and nothing is sent: ${what}`, async () => {
      const { call, faulty, id, store } = await halfway();
      try {
        await store.write(logObjectKey(id, 777), `${JSON.stringify(forge(call))}\n`);
        const before = await launchedOf(id);
        assert.deepEqual(before, { 't3.micro': 2 });
        for (const machine of [`machine-${machines}`, `heir-${machines}`])
          await assert.rejects(
            world.engine(machine).resume(id, ignore),
            failsWith('ForeignEntry', /log-000777\.jsonl/, /cancel the sweep/),
            machine,
          );
        assert.deepEqual(await launchedOf(id), before);
        assert.deepEqual(
          (await world.engine(`heir-${machines}`).view(id)).runs
            .map(({ state }) => state)
            .slice(0, 2)
            .sort(),
          (await faulty.engine.view(id)).runs
            .map(({ state }) => state)
            .slice(0, 2)
            .sort(),
          'it can be watched all the same',
        );
        // A call without an answer is waited for, for a minute.
        world.cloud.control.advance(120_000);
        const { terminated } = await faulty.engine.cancel(id, { keepRunning: false });
        assert.equal(terminated, 2, 'and ended');
      } finally {
        await faulty.stop();
      }
    });

  it('launches the plan once if nothing was forged', async () => {
    const { faulty, id } = await halfway();
    await faulty.stop();
    await world.engine(`heir-${machines}`).resume(id, ignore);
    assert.deepEqual(await launchedOf(id), { 't3.micro': 2, 't3.small': 1 });
    await world.engine(`heir-${machines}`).cancel(id, { keepRunning: false });
  });

  it('isn’t a log because of a similar name', async () => {
    const { call, faulty, id, store } = await halfway();
    await faulty.stop();
    const forged = `${JSON.stringify({ ...call, attempt: 7 })}\n`;
    for (const name of [
      'log-777.jsonl',
      'log-000777.jsonl/x',
      'x/status/log-000777.jsonl',
      'log-000777.jsonl.x',
    ])
      await store.write(`sweeps/${id}/status/${name}`, forged);
    await world.engine(`heir-${machines}`).resume(id, ignore);
    assert.deepEqual(await launchedOf(id), { 't3.micro': 2, 't3.small': 1 });
    await world.engine(`heir-${machines}`).cancel(id, { keepRunning: false });
  });

  it('ignores the reports of an unknown instance, unless it was launched by the call of that run', async () => {
    const { call, faulty, id, store } = await halfway();
    try {
      const record = JSON.parse((await store.readText(recordKey(id))) ?? '{}');
      const stranger = statusFolder(id, 'AROAOTHER:i-0123456789abcdef0');
      await store.write(`${stranger}2.1.succeeded.0.${'0'.repeat(16)}`, '{}');
      assert.equal((await faulty.engine.view(id)).runs[2]?.state, 'launching');
      assert.equal(typeof record.target.secret, 'string');
      assert.ok(!JSON.stringify(call).includes(record.target.secret), 'the log does not tell it');
      await store.write(
        `${stranger}2.1.succeeded.0.${proofOf(record.target.secret, `${call['batch']}.${call['attempt']}`)}`,
        '{}',
      );
      const [, , run] = (await faulty.engine.view(id)).runs;
      assert.deepEqual([run?.state, run?.instanceId], ['succeeded', 'i-0123456789abcdef0']);
      world.cloud.control.advance(120_000);
      await faulty.engine.cancel(id, { keepRunning: false });
    } finally {
      await faulty.stop();
    }
  });

  describe('as a whole', () => {
    let engine: Engine;
    let id: string;
    let store: Bucket;
    let text: string;
    beforeEach(async () => {
      machines += 1;
      const first = world.engine(`machine-${machines}`);
      const launch = await launched(first, requestFor({ ...sweepOf(1), name: `whole-${machines}` }));
      id = launch.id;
      store = world.aws.store(launch.view.bucket ?? '', 'us-east-1');
      text = (await store.readText(recordKey(id))) ?? '';
      engine = world.engine(`heir-${machines}`);
    });
    afterEach(() => world.engine(`machine-${machines}`).cancel(id, { keepRunning: false }));

    const refused = async (code: string, ...patterns: RegExp[]): Promise<void> => {
      for (const act of [() => engine.resume(id, ignore), () => engine.view(id)])
        await assert.rejects(act(), failsWith(code, ...patterns));
      assert.ok(!(await engine.sweeps()).some((sweep) => sweep.id === id));
    };

    it('is refused with its version where that is unknown', async () => {
      await store.write(recordKey(id), JSON.stringify({ ...JSON.parse(text), version: 99 }));
      await refused('UnknownVersion', /sweep\.json/, /version 99/, /\.$/);
    });

    it('is refused where it is of another account, or speaks of another bucket', async () => {
      const record = JSON.parse(text);
      for (const change of [
        { account: '999999999999' },
        { bucket: 'another', target: { ...record.target, bucket: 'another' } },
        { target: { ...record.target, bucket: 'another' } },
        { target: { ...record.target, owner: '999999999999' } },
        { region: 'eu-central-1' },
      ]) {
        await store.write(recordKey(id), JSON.stringify({ ...record, ...change }));
        await refused('ForeignRecord', /sweep\.json/, /\.$/);
      }
    });

    it('is refused where it is damaged', async () => {
      for (const damage of [text.slice(0, -100), '[]', 'null', JSON.stringify({ version: 2 })]) {
        await store.write(recordKey(id), damage);
        await refused('UnreadableSweep', /sweep\.json/, /\.$/);
      }
    });
  });
});
