import assert from 'node:assert/strict';
import { instanceOf } from '../../sample-instance';
import { FaultyEngine } from './faulty';
import { World } from './world';

describe('Session Manager', () => {
  let world: World;
  let faulty: FaultyEngine;
  before(async () => {
    world = await World.start();
    faulty = await FaultyEngine.start(world, 'here');
  });
  after(async () => {
    await faulty.stop();
    await world.stop();
  });

  it('reports why an instance isn’t connected to it', async () => {
    await assert.rejects(faulty.engine.startSession(instanceOf()), {
      kind: 'unavailable',
      code: 'TargetNotConnected',
      message:
        /^i-0123456789abcdef0 isn't connected to Session Manager\. .*ssm\.us-east-1\.amazonaws\.com.*AmazonSSMManagedInstanceCore/,
    });
  });

  it('names the permission that is missing', async () => {
    faulty.mischief = ({ action }) =>
      action === 'StartSession'
        ? answer(400, {
            __type: 'AccessDeniedException',
            message: 'User: me is not authorized to perform: ssm:StartSession',
          })
        : undefined;
    await assert.rejects(faulty.engine.startSession(instanceOf()), {
      kind: 'permission',
      message: /^This user or role isn't allowed to perform StartSession \(.*ssm:StartSession\)/,
    });
  });

  it('hands out a session that was opened', async () => {
    faulty.mischief = ({ action }) =>
      action === 'StartSession'
        ? answer(200, { SessionId: 'me-0abc', StreamUrl: 'wss://stream', TokenValue: 'secret' })
        : undefined;
    const { endpoint, ...session } = await faulty.engine.startSession(instanceOf());
    assert.deepEqual(session, { sessionId: 'me-0abc', streamUrl: 'wss://stream', token: 'secret' });
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

const answer = (status: number, body: object) =>
  Promise.resolve({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify(body)),
  });
