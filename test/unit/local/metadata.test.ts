import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { MetadataService } from '../../../src/local/metadata/service';
import type { Request } from '../../../src/local/server/request';

describe('tokens of the instance metadata service', () => {
  let now = 0;
  const service = new MetadataService(
    () => undefined,
    () => now,
  );
  const request = (method: string, rawPath: string, headers: Record<string, string>): Request => ({
    ...{ method, rawPath, headers, query: [] },
    body: new IncomingMessage(new Socket()),
  });
  const token = (instanceId: string, seconds = 60): string => {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': String(seconds) };
    return String(service.answer(instanceId, request('PUT', '/latest/api/token', headers)).body);
  };
  /** 404 is an answer: nothing is there, and the token was good. */
  const status = (instanceId: string, value: string): number =>
    service.answer(instanceId, request('GET', '/latest/meta-data/', { 'x-aws-ec2-metadata-token': value }))
      .status;

  it('are good for their instance and their time alone', () => {
    const mine = token('i-1');
    assert.deepEqual([status('i-1', mine), status('i-2', mine), status('i-1', '')], [404, 401, 401]);
    assert.equal(status('i-1', `${mine.slice(0, -1)}_`), 401);
    now += 60_000;
    assert.equal(status('i-1', mine), 401);
  });

  it('are a thousand at most for each instance, and end with it', () => {
    const other = token('i-2');
    const first = token('i-1');
    const others = Array.from({ length: 1_000 }, () => token('i-1'));
    assert.deepEqual(
      [first, others[0] ?? '', others[999] ?? ''].map((one) => status('i-1', one)),
      [401, 404, 404],
    );
    service.forget('i-1');
    assert.deepEqual([status('i-1', others[999] ?? ''), status('i-2', other)], [401, 404]);
  });
});
