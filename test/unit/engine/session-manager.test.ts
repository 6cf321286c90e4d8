import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { bySessionManager, openSession } from '../../../src/engine/connect/session-manager';
import type { Engine } from '../../../src/engine/engine';
import { instanceOf } from '../../sample-instance';

const run = promisify(execFile);
const token = 'AAEAAT0ken"$(x)';

describe('the way in by Session Manager', () => {
  let folder = '';
  let sessions = 0;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spawn plugin-'));
    sessions = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const engine: Pick<Engine, 'startSession'> = {
    startSession: async ({ region }) => {
      sessions += 1;
      return {
        sessionId: 'me-0abc',
        streamUrl: 'wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/me-0abc?role=publish_subscribe',
        token,
        endpoint: `https://ssm.${region}.amazonaws.com`,
      };
    },
  };

  it('is for instances that run and have no public address', () => {
    const found = [
      instanceOf(),
      instanceOf({ publicIp: '203.0.113.7' }),
      instanceOf({ state: 'stopped' }),
      instanceOf({ state: 'on-strike' }),
    ].map(bySessionManager);
    assert.deepEqual(found, [true, false, false, false]);
  });

  it("hands the session to AWS's plugin, whose arguments hold no token", async () => {
    const plugin = path.join(folder, 'session-manager-plugin');
    const said = path.join(folder, 'said');
    await writeFile(
      plugin,
      `#!/bin/sh\nprintf '%s\\n' "$@" >"${said}"\neval "printf %s \\"\\$$1\\"" >>"${said}"\n`,
      { mode: 0o755 },
    );
    const environment = { PATH: `/nowhere${path.delimiter}${folder}`, AWS_PROFILE: 'work' };
    const { environment: more, program, words } = await openSession(engine, instanceOf(), environment);
    assert.equal(program, plugin);
    assert.ok(![program, ...words].join(' ').includes(token));
    await run(program, [...words], { env: { ...process.env, ...more } });
    const lines = (await readFile(said, 'utf8')).split('\n');
    assert.deepEqual(lines.slice(0, -1), [
      'AWS_SSM_START_SESSION_RESPONSE',
      'us-east-1',
      'StartSession',
      'work',
      '{"Target":"i-0123456789abcdef0"}',
      'https://ssm.us-east-1.amazonaws.com',
    ]);
    assert.deepEqual(JSON.parse(lines.at(-1) ?? ''), {
      SessionId: 'me-0abc',
      StreamUrl: 'wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/me-0abc?role=publish_subscribe',
      TokenValue: token,
    });
  });

  it('reports what to install if the plugin is missing, and opens nothing', async () => {
    await writeFile(path.join(folder, 'session-manager-plugin'), 'no program', { mode: 0o644 });
    await assert.rejects(openSession(engine, instanceOf(), { PATH: folder }), {
      code: 'NoSessionManagerPlugin',
      message:
        /^baseline has no public address.*install session-manager-plugin \(https:.*\), then connect again\.$/,
    });
    assert.equal(sessions, 0);
  });
});
