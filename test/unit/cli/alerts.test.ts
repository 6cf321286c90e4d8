import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAlert, deleteAlert, listAlerts, tellAlerts } from '../../../src/cli/commands/alerts';
import type { SweepView } from '../../../src/engine/view';
import { alertFile } from '../../../src/provider/alert-file';
import { type TestTerminal, testTerminal } from './test-terminal';

describe('spawn alerts', () => {
  let folder: string;
  const terminal = (): TestTerminal => testTerminal({ environment: { XDG_STATE_HOME: folder } });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawn-alerts-'));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it('sets, replaces, lists and deletes', async () => {
    const created = terminal();
    assert.equal(await createAlert('cost', { threshold: 10 }, created), 0);
    assert.equal(created.out(), 'Alert set: a sweep costs $10.00.\n');
    await createAlert('failures', { threshold: 3 }, terminal());
    await createAlert('cost', { threshold: 0.5 }, terminal());
    const listed = terminal();
    await listAlerts({}, listed);
    assert.equal(listed.out(), 'cost      a sweep costs $0.50\nfailures  3 runs in a row fail\n');
    assert.equal(await deleteAlert('cost', {}, terminal()), 0);
    assert.equal(await deleteAlert('cost', {}, terminal()), 3);
    const json = terminal();
    await listAlerts({ json: true }, json);
    assert.deepEqual(JSON.parse(json.out()), { failuresInARow: 3 });
  });

  it('keeps them where only the user reads', async () => {
    await createAlert('cost', { threshold: 10 }, terminal());
    assert.equal((await stat(alertFile({ XDG_STATE_HOME: folder }))).mode & 0o777, 0o600);
  });

  it('reports if they can’t be read, rather than staying silent', async () => {
    await createAlert('cost', { threshold: 10 }, terminal());
    await writeFile(alertFile({ XDG_STATE_HOME: folder }), '{"costPer');
    await assert.rejects(listAlerts({}, terminal()), { code: 'AlertsUnreadable' });
  });

  it('are raised on stderr, with what to do', async () => {
    await createAlert('cost', { threshold: 10 }, terminal());
    const view: SweepView = {
      id: 'sweep-1',
      name: '',
      createdAt: 0,
      fileName: 'a.yaml',
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
          accruedUsd: 12,
        },
      ],
      finished: false,
      resumable: false,
      accruedUsd: 12,
      projectedUsd: 20,
      unpriced: 0,
    };
    const told = terminal();
    const cheap = { ...view, id: 'sweep-2', accruedUsd: 1 };
    const over = { ...view, id: 'sweep-3', runs: [] };
    await tellAlerts([view, cheap, over], { flags: '', local: false }, told);
    assert.equal(
      told.err(),
      '⚠ Alert: sweep-1 has cost $12.00, at or above your alert of $10.00 per sweep. To end it: spawn cancel sweep-1\n' +
        '⚠ Alert: sweep-3 has cost $12.00, at or above your alert of $10.00 per sweep.\n',
    );
    assert.equal(told.out(), '');

    const free = terminal();
    await tellAlerts([view], { flags: ' --provider local', local: true }, free);
    assert.deepEqual([free.err(), free.out()], ['', '']);
  });
});
