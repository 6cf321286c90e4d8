import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import {
  hostKeyFile,
  logFile,
  logPartKey,
  parseRunKey,
  parseStatusKey,
  runFolder,
  statusFolder,
} from '../../../src/agent/record';
import type { Engine } from '../../../src/engine/engine';
import { leaseKey, logObjectKey, recordKey } from '../../../src/engine/record/keys';
import { ignore, launched, requestFor, statesOf, sweepOf, World } from '../engine/world';
import { eventually } from '../local/harness';
import { type Captive, type CapturedSweep, captured } from './captive';

describe('an instance whose script is an attacker’s', function () {
  this.timeout(120_000);
  let world: World;
  let engine: Engine;
  let sweep: CapturedSweep;
  let attacker: Captive;
  let victim: Captive;

  before(async () => {
    world = await World.start({ compute: 'processes', slots: 6 });
    engine = world.engine();
    sweep = await captured(world, engine, 2);
    const [first, second] = sweep.captives;
    assert.ok(first !== undefined && second !== undefined);
    [attacker, victim] = [first, second];
  });
  after(() => world.stop());

  const keysIn = async (prefix: string): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const { key } of world.aws.store(sweep.bucket, 'us-east-1').list(prefix)) keys.push(key);
    return keys;
  };

  it('has the identity in IAM that its keys contain', () => {
    assert.match(attacker.identity, /^AROA\w+:i-[0-9a-f]+$/);
    assert.equal(attacker.identity.split(':')[1], attacker.instanceId);
  });

  it('overwrites and deletes nothing that is there and another’s, and nothing of the sweep’s own', async () => {
    const { id } = await launched(engine, requestFor(sweepOf(1, { userData: '#!/bin/sh\nsleep 600\n' })));
    const keys = await keysIn('sweeps/');
    const others = keys.filter((key) => !key.includes(attacker.identity));
    for (const needed of [recordKey(sweep.id), logObjectKey(sweep.id, 0), recordKey(id)])
      assert.ok(others.includes(needed), needed);
    for (const key of others) {
      assert.equal(await attacker.put(key), 'AccessDenied', key);
      assert.equal(await attacker.remove(key), 'AccessDenied', key);
    }
    assert.equal(
      await attacker.remove(keys.find((key) => key.includes(attacker.identity)) ?? ''),
      'AccessDenied',
    );
    await engine.cancel(id, { keepRunning: false });
  });

  it('makes no log, lease, record, table or sweep, and nothing in another instance’s name', async () => {
    const forged = [
      logObjectKey(sweep.id, 777),
      leaseKey(sweep.id),
      recordKey('sweep-invented-20260127-101500'),
      `sweeps/${sweep.id}/tables/${'a'.repeat(64)}.gz`,
      `sweeps/${sweep.id}/files/${'a'.repeat(64)}.tar.gz`,
      `${statusFolder(sweep.id, victim.identity)}1.1.succeeded.0.0`,
      `${runFolder(sweep.id, 'run-1', victim.identity)}results/forged.json`,
      `${statusFolder(sweep.id, 'form:1.1')}1.1.succeeded.0.0`,
      // Keys that hold the own identity as well: a star in a policy spans slashes.
      `${statusFolder(sweep.id, victim.identity)}spawn-instance=${attacker.identity}/x`,
      `${runFolder(sweep.id, 'run-1', victim.identity)}results/spawn-instance=${attacker.identity}/x.json`,
      `${runFolder(sweep.id, 'run-1', 'form:1.1')}results/spawn-instance=${attacker.identity}/x.json`,
      `${runFolder(sweep.id, 'run-0', attacker.identity)}spawn-instance=${victim.identity}/x`,
      // Not quite the own identity.
      `${runFolder(sweep.id, 'run-0', `${attacker.identity}0`)}output.log`,
      `${runFolder(sweep.id, 'run-0', attacker.identity.toLowerCase())}output.log`,
      `${runFolder(sweep.id, 'run-0', attacker.instanceId)}output.log`,
      `sweeps/${sweep.id}/${attacker.identity}/x`,
      `spawn-instance=${attacker.identity}/x`,
    ];
    for (const key of forged) assert.equal(await attacker.put(key), 'AccessDenied', key);
  });

  it('reads neither results nor record nor what else is in the bucket, its own included', async () => {
    const keys = await keysIn(`sweeps/${sweep.id}/`);
    // The agent's own parts, which no one has to guess who has them.
    const parts = keys.filter((key) => key.startsWith(`sweeps/${sweep.id}/tables/`));
    assert.equal(parts.length, 1);
    for (const key of keys)
      assert.equal(await attacker.get(key), parts.includes(key) ? 'ok' : 'AccessDenied', key);
    for (const prefix of ['', 'sweeps/', `sweeps/${sweep.id}/status/`])
      assert.equal(await attacker.list(prefix), 'AccessDenied', prefix);
  });

  it('is heard on its own run alone, whatever it writes in its own name', async () => {
    const { id: other } = await launched(
      engine,
      requestFor(sweepOf(1, { userData: '#!/bin/sh\nsleep 600\n' })),
    );
    const log = 'the log of an attacker\n';
    const forged = {
      [`${statusFolder(sweep.id, attacker.identity)}1.1.succeeded.0.0`]: '{}',
      [`${statusFolder(other, attacker.identity)}0.1.succeeded.0.0`]: '{}',
      [`${runFolder(sweep.id, 'run-1', attacker.identity)}${logFile}`]: log,
      [`${runFolder(sweep.id, 'run-1', attacker.identity)}${hostKeyFile}`]:
        'ssh-ed25519 AAAAforged attacker\n',
      [`${runFolder(sweep.id, 'run-1', attacker.identity)}results/forged.json`]: '{"score": 1e9}',
      [`${runFolder(other, 'run-0', attacker.identity)}results/forged.json`]: '{"score": 1e9}',
      [`${runFolder('sweep-invented-20260127-101500', 'run-0', attacker.identity)}results/x`]: 'x',
    };
    for (const [key, text] of Object.entries(forged)) assert.equal(await attacker.put(key, text), 'ok', key);
    for (const machine of ['here', 'elsewhere']) {
      const reader = world.engine(machine);
      assert.deepEqual(statesOf(await reader.view(sweep.id)), ['alive', 'alive']);
      assert.deepEqual(statesOf(await reader.view(other)), ['alive']);
      assert.notEqual(await reader.log(sweep.id, 'run-1'), log);
      assert.doesNotMatch((await reader.hostKeys(sweep.id, 'run-1')) ?? '', /forged/);
      assert.ok(!(await reader.results(sweep.id)).columns.includes('score'));
      const folder = path.join(world.folder, `results-${machine}`);
      for (const id of [sweep.id, other]) await reader.collect(id, path.join(folder, id), ignore);
      const files = await fs.readdir(folder, { recursive: true });
      assert.deepEqual(
        files.filter((file) => file.includes('forged')),
        [],
      );
      assert.deepEqual(
        (await reader.sweeps()).map(({ id }) => id).filter((id) => id.includes('invented')),
        [],
      );
    }
    await engine.cancel(other, { keepRunning: false });
  });

  it('can report anything about its own run, since it is data', async () => {
    assert.equal(await attacker.put(`${statusFolder(sweep.id, attacker.identity)}0.1.failed.3.0`), 'ok');
    const { runs } = await world.engine('elsewhere').view(sweep.id);
    assert.deepEqual([runs[0]?.state, runs[0]?.exitCode], ['failed', 3]);
  });

  it('whose iam_policy gives it all of S3, writes the record of no sweep either', async () => {
    const rich = await captured(world, engine, 1, { iamPolicy: ['s3:FullAccess'] });
    const [captive] = rich.captives;
    assert.ok(captive !== undefined);
    for (const key of [
      logObjectKey(rich.id, 777),
      logObjectKey(sweep.id, 777),
      recordKey(sweep.id),
      leaseKey(sweep.id),
      `${statusFolder(sweep.id, victim.identity)}1.1.succeeded.0.0`,
    ]) {
      assert.equal(await captive.put(key), 'AccessDenied', key);
      assert.equal(await captive.remove(key), 'AccessDenied', key);
    }
    assert.equal(await captive.put(`${runFolder(rich.id, 'run-0', captive.identity)}results/x`), 'ok');
    assert.equal(await captive.put('data/of-the-user.txt'), 'ok');
    assert.equal(await captive.get(recordKey(sweep.id)), 'ok', 'reading is what the user gave');
    await engine.cancel(rich.id, { keepRunning: false });
  });

  it('has no permissions beyond the boundary of its role, whatever its iam_policy', async () => {
    const bucket = sweep.bucket;
    const arn = await world.iam(async (iam) => {
      const made = await iam.send(
        new CreatePolicyCommand({
          PolicyName: 'SpawnBoundary',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['s3:GetObject', 's3:PutObject'],
                Resource: `arn:aws:s3:::${bucket}/sweeps/*`,
              },
            ],
          }),
        }),
      );
      return made.Policy?.Arn ?? '';
    });
    const careful = world.engine('careful', { permissionsBoundary: arn });
    const bounded = await captured(world, careful, 1, { iamPolicy: ['s3:FullAccess'] });
    const [captive] = bounded.captives;
    assert.ok(captive !== undefined);
    assert.equal(await captive.put(`${runFolder(bounded.id, 'run-0', captive.identity)}results/x`), 'ok');
    assert.equal(await captive.put('data/of-the-user.txt'), 'AccessDenied');
    assert.equal(await captive.list(''), 'AccessDenied');
    await careful.cancel(bounded.id, { keepRunning: false });
  });

  it('leaves what its sweep needs where it is read', async () => {
    const found = await eventually(async () => {
      const keys = await keysIn(`sweeps/${sweep.id}/`);
      const runs = new Set(keys.flatMap((key) => parseRunKey(sweep.id, key)?.path ?? []));
      return runs.has(logPartKey('', 0)) && runs.has(hostKeyFile) ? keys : undefined;
    });
    const own = found.filter((key) => key.includes('spawn-instance='));
    assert.deepEqual(
      own.filter((key) => (parseRunKey(sweep.id, key) ?? parseStatusKey(sweep.id, key)) === undefined),
      [],
    );
  });

  it('reads and writes of what runs compare with stop_early its own value and the names of the others', async () => {
    const stopEarly = { metric: 'loss', goal: 'min', rule: 'asha', first: 1, factor: 2, least: 2 } as const;
    const { captives, id } = await captured(world, engine, 2, { stopEarly });
    const [one, two] = captives;
    assert.ok(one !== undefined && two !== undefined);
    const rung = `sweeps/${id}/rungs/9/`;
    assert.equal(await one.put(`${rung}spawn-instance=${one.identity}/0.1.0.5`), 'ok');
    assert.equal(await one.put(`${rung}spawn-instance=${two.identity}/1.1.0.5`), 'AccessDenied');
    assert.equal(await one.put(`${rung}0.1.0.5`), 'AccessDenied');
    assert.equal(await two.list(rung), 'ok');
    assert.equal(await two.get(`${rung}spawn-instance=${one.identity}/0.1.0.5`), 'AccessDenied');
    for (const prefix of ['', 'sweeps/', `sweeps/${id}/`, `sweeps/${id}/runs/`, `sweeps/${id}/status/`])
      assert.equal(await two.list(prefix), 'AccessDenied', prefix);
    assert.equal(await attacker.list(rung), 'AccessDenied');
  });
});
