import assert from 'node:assert/strict';
import { done, type Machine, newMachine } from './spawn';

const sweep = (name: string, onComplete: string): string => `name: ${name}
defaults: {instance_type: t3.micro, region: us-east-1, ttl: 30m, on_complete: ${onComplete}}
grid: {seed: [1, 2]}
`;

describe('spawn delete', function () {
  this.timeout(180_000);
  let machine: Machine;
  let ended: string;
  let kept: string;

  before(async () => {
    machine = await newMachine({ SPAWN_PROVIDER: 'local' });
    const launched = async (name: string, onComplete: string): Promise<string> => {
      await machine.write(`${name}.yaml`, sweep(name, onComplete));
      return JSON.parse(
        done(await machine.spawn('launch', `${name}.yaml`, '--yes', '--wait', '--json')).stdout,
      ).sweep_id;
    };
    ended = await launched('ended', 'terminate');
    kept = await launched('kept', 'keep');
  });
  after(() => machine.dispose());

  const listed = async (): Promise<readonly string[]> =>
    JSON.parse(done(await machine.spawn('list-sweeps', '--json')).stdout).map(
      ({ sweep_id }: { sweep_id: string }) => sweep_id,
    );

  it('wants to know which, in one way', async () => {
    for (const words of [['delete'], ['delete', ended, '--older-than', '90d']]) {
      const { code, stderr } = await machine.spawn(...words);
      assert.equal(code, 2);
      assert.match(stderr, /--older-than/);
    }
    assert.equal((await machine.spawn('delete', 'sweep-nowhere-20260101-000000', '--yes')).code, 3);
  });

  it('shows what is lost, and deletes nothing without an answer', async () => {
    const unanswered = await machine.spawn('delete', ended);
    assert.equal(unanswered.code, 2);
    assert.match(
      unanswered.stderr,
      new RegExp(`${ended} +2 runs +\\d+ objects, [\\d.]+ K?B +spawn-results-`),
    );
    assert.match(
      unanswered.stderr,
      /Delete this sweep with its results \([\d.]+ K?B\) for good\? Collected files stay\./,
    );
    assert.deepEqual([...(await listed())].sort(), [ended, kept].sort());
  });

  it('keeps a sweep whose instances still cost, and deletes the others', async () => {
    const { code, stderr, stdout } = await machine.spawn('delete', ended, kept, '--yes');
    assert.equal(code, 1);
    assert.match(
      stderr,
      new RegExp(`${kept} has 2 instances that still incur charges.* spawn cancel ${kept}`),
    );
    assert.match(stdout, new RegExp(`^Deleted ${ended}: \\d+ objects\\.\\n$`));
    assert.deepEqual(await listed(), [kept]);
    assert.equal((await machine.spawn('status', ended)).code, 3);
  });

  it('deletes by age', async () => {
    done(await machine.spawn('cancel', kept, '--yes'));
    assert.equal(
      done(await machine.spawn('delete', '--older-than', '1d', '--yes')).stdout,
      'No sweep is that old.\n',
    );
    const gone = done(await machine.bash('spawn delete --older-than 1s --yes --json'));
    assert.deepEqual(
      JSON.parse(gone.stdout).deleted.map(({ sweep_id }: { sweep_id: string }) => sweep_id),
      [kept],
    );
    assert.deepEqual(await listed(), []);
  });
});
