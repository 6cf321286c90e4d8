import assert from 'node:assert/strict';
import { Failure } from '../../../src/engine/failure';
import { FaultyEngine } from './faulty';
import { type Answer, ec2Error } from './proxy';
import { ignore, requestFor, statesOf, sweepOf, World } from './world';

const notEnabled = ec2Error(
  401,
  'AuthFailure',
  'AWS was not able to validate the provided access credentials',
);

/** What S3 answers to a HEAD: no words. */
const silent = (status: number, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers,
  body: Buffer.alloc(0),
});

const s3Error = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`),
});

describe('credentials that AWS refuses', () => {
  let world: World;
  let faulty: FaultyEngine;
  let machines = 0;

  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    machines += 1;
    faulty = await FaultyEngine.start(world, `machine-${machines}`);
  });
  afterEach(() => faulty.stop());

  it('in one region only: the region is not enabled, and the runs of the others are launched', async () => {
    let enabled = true;
    faulty.mischief = ({ action, parameters, region }) =>
      !enabled && region === 'eu-west-1' && action === 'RunInstances' && parameters.get('DryRun') !== 'true'
        ? Promise.resolve(notEnabled)
        : undefined;
    const here = sweepOf(2);
    const there = sweepOf(4, { region: 'eu-west-1' }).runs.slice(2);
    const request = requestFor({ ...here, name: `machine-${machines}`, runs: [...here.runs, ...there] });
    const preview = await faulty.engine.preview(request);
    enabled = false;
    await assert.rejects(
      faulty.engine.launch(preview, ignore),
      (error) =>
        error instanceof Failure &&
        error.code === 'RegionNotEnabled' &&
        /not in eu-west-1: the region isn't enabled/.test(error.message),
    );
    const paused = await faulty.engine.view(preview.sweepId);
    assert.deepEqual(statesOf(paused), ['alive', 'alive', 'launching', 'launching']);
    enabled = true;
    const { view } = await faulty.engine.resume(preview.sweepId, ignore);
    assert.deepEqual(statesOf(view), ['alive', 'alive', 'alive', 'alive']);
  });

  it('everywhere: it is the credentials', async () => {
    faulty.mischief = ({ action }) =>
      action === 'GetCallerIdentity'
        ? Promise.resolve(ec2Error(403, 'InvalidClientTokenId', 'The security token is invalid.'))
        : undefined;
    await assert.rejects(
      faulty.engine.preview(requestFor(sweepOf(1))),
      (error) => error instanceof Failure && error.kind === 'credentials',
    );
  });

  it('an expired token at the bucket is not taken for another region', async () => {
    faulty.mischief = ({ action }) => {
      if (action.startsWith('HEAD /mine')) return Promise.resolve(silent(400));
      if (action.startsWith('GET /mine'))
        return Promise.resolve(s3Error(400, 'ExpiredToken', 'The provided token has expired.'));
      return undefined;
    };
    await assert.rejects(
      faulty.engine.preview({ ...requestFor(sweepOf(1)), bucket: 'mine' }),
      (error) => error instanceof Failure && error.kind === 'credentials' && error.code === 'ExpiredToken',
    );
  });

  it('a bucket in another region shows which one', async () => {
    const eu = await FaultyEngine.start(world, `eu-${machines}`);
    try {
      const request = { ...requestFor(sweepOf(1, { region: 'eu-west-1' })), region: 'eu-west-1' };
      const preview = await eu.engine.preview({ ...request, bucket: 'spawn-in-ireland' });
      await eu.engine.launch(preview, ignore);
      await assert.rejects(
        faulty.engine.preview({ ...requestFor(sweepOf(1)), bucket: 'spawn-in-ireland' }),
        (error) =>
          error instanceof Failure &&
          error.code === 'WrongRegion' &&
          /is in eu-west-1, not in us-east-1/.test(error.message),
      );
    } finally {
      await eu.stop();
    }
  });
});
