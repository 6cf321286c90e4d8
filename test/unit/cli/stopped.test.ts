import assert from 'node:assert/strict';
import { tellStopped } from '../../../src/cli/commands/stopped';
import type { LaunchProgress } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import type { SweepView } from '../../../src/engine/view';
import { documentedJson, documentedPaths, pathsIn } from '../../documented-json';
import { testTerminal } from './test-terminal';

const sweepId = 'sweep-x-20260127-100000';
const expired = new Failure('credentials', 'ExpiredToken', 'The session of profile lab has expired.');
const begun: LaunchProgress = { sweepId, launched: 1, failed: 0, size: 3, message: '1 of 3 launched' };
const view: SweepView = {
  id: sweepId,
  name: 'x',
  createdAt: 0,
  fileName: 'x-sweep.yaml',
  fileText: '',
  region: 'us-east-1',
  runs: [
    {
      index: 0,
      name: 'a',
      parameters: {},
      state: 'running',
      region: 'us-east-1',
      billing: true,
      accruedUsd: 0.1,
    },
    { index: 1, name: 'b', parameters: {}, state: 'queued', region: 'us-east-1', billing: false },
  ],
  finished: false,
  resumable: true,
  accruedUsd: 0.1,
  projectedUsd: 0.2,
  unpriced: 0,
};

/** What is said of a launch that ended so, in a session whose sweeps look as `seen` does. */
function stopped(
  options: { readonly json?: boolean },
  last: LaunchProgress,
  error: unknown,
  seen = async (): Promise<SweepView> => view,
) {
  const terminal = testTerminal({});
  const session = { engine: { view: seen }, flags: ' --profile lab' };
  return { end: tellStopped({ session, options, terminal }, last, error), terminal };
}

describe('a launch that ends halfway', () => {
  it('reports what happened, what is running and how to continue, even if no call is possible', async () => {
    const { end, terminal } = stopped({}, begun, expired, () => Promise.reject(expired));
    assert.equal(await end, 1);
    assert.equal(terminal.out(), '');
    assert.deepEqual(terminal.err().trim().split('\n').slice(-5), [
      'spawn: The session of profile lab has expired. [ExpiredToken]',
      `Launching ${sweepId} stopped there.`,
      '1 of 3 runs have an instance. Running instances continue, and cost, until their job or their TTL ends.',
      `To launch the rest: spawn resume ${sweepId} --profile lab`,
      `To end what is running: spawn cancel ${sweepId} --profile lab`,
    ]);
  });

  it('reports it in JSON, too', async () => {
    const { end, terminal } = stopped({ json: true }, begun, expired);
    assert.equal(await end, 1);
    const told = JSON.parse(terminal.out());
    assert.deepEqual(
      { ...told, runs: told.runs.map(({ name, state }: { name: string; state: string }) => [name, state]) },
      {
        sweep_id: sweepId,
        stopped: true,
        error: { code: 'ExpiredToken', message: 'The session of profile lab has expired.' },
        launched: 1,
        size: 3,
        runs: [
          ['a', 'running'],
          ['b', 'queued'],
        ],
      },
    );
    assert.match(terminal.err(), /1 running, 1 queued; \$0\.10 so far/);
    const shape = documentedJson().get('stopped') ?? 'value';
    const documented = new Set(documentedPaths(shape));
    assert.deepEqual(
      [...pathsIn(told, shape)].filter((field) => !documented.has(field)),
      [],
    );
    assert.deepEqual(Object.keys(told).sort(), [...documented].filter((field) => !/[.:]/.test(field)).sort());
  });

  it('reports it for unexpected errors too, and rethrows them', async () => {
    const bug = new TypeError('x is undefined');
    const { end, terminal } = stopped({}, begun, bug);
    await assert.rejects(end, bug);
    assert.match(terminal.err(), new RegExp(`spawn resume ${sweepId}`));
  });

  it('is only the failure if there is no record yet', async () => {
    const { sweepId: _, ...early } = begun;
    const { end, terminal } = stopped({}, { ...early, launched: 0 }, expired);
    await assert.rejects(end, expired);
    assert.doesNotMatch(terminal.err(), /resume/);
  });
});
