import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { Failure } from '../../../src/engine/failure';
import { openJournal } from '../../../src/engine/journal/disk';
import { entryId, type JournalEntry } from '../../../src/engine/journal/entry';
import { foldEntries } from '../../../src/engine/journal/fold';
import { parseEntry } from '../../../src/engine/journal/parse';
import { callOf as call } from '../../sample-call';

const launched = (batch: string, attempt: number, runs: readonly number[]): JournalEntry => ({
  kind: 'launched',
  batch,
  attempt,
  at: 5_000,
  instances: runs.map((run) => ({ run, id: `i-${run}`, launchedAt: 5_000 })),
});

const refused = (batch: string, attempt: number): JournalEntry => ({
  kind: 'refused',
  batch,
  attempt,
  at: 5_000,
  failureKind: 'capacity',
  code: 'InsufficientInstanceCapacity',
  message: 'no room',
});

const statesOf = (entries: readonly JournalEntry[], size: number): readonly string[] =>
  foldEntries(entries, size).runs.map((run) => run.state);

describe('the state of a launch from its journal', () => {
  it('queues what no call was made for', () => {
    assert.deepEqual(statesOf([], 2), ['queued', 'queued']);
  });

  it('leaves a call open until it is answered', () => {
    const state = foldEntries([call('b0', 0, [0, 1])], 3);
    assert.deepEqual(
      state.runs.map((run) => run.state),
      ['launching', 'launching', 'queued'],
    );
    assert.deepEqual(
      state.open.map((one) => one.attempt),
      [0],
    );
    assert.equal(state.nextAttempt('b0'), 1);
    assert.equal(state.nextAttempt('b1'), 0);
  });

  it('queues again what a partial fill left, whichever rows those are', () => {
    assert.deepEqual(statesOf([call('b0', 0, [0, 1, 2]), launched('b0', 0, [0, 2])], 3), [
      'launched',
      'queued',
      'launched',
    ]);
  });

  it('queues again what was refused, and gives up what is given up', () => {
    const entries: JournalEntry[] = [call('b0', 0, [0, 1]), refused('b0', 0)];
    assert.deepEqual(statesOf(entries, 2), ['queued', 'queued']);
    entries.push({ kind: 'given-up', at: 1, rows: [0, 1], code: 'X', message: 'why' });
    assert.deepEqual(statesOf(entries, 2), ['given-up', 'given-up']);
  });

  it('lets the later attempt speak, even if the answer of the earlier one was lost', () => {
    const state = foldEntries([call('b0', 0, [0, 1]), call('b0', 1, [1])], 2);
    assert.deepEqual(
      state.open.map((one) => one.attempt),
      [0, 1],
    );
    const answered = foldEntries([call('b0', 0, [0, 1]), call('b0', 1, [1]), launched('b0', 1, [1])], 2);
    assert.deepEqual(
      answered.runs.map((run) => run.state),
      ['launching', 'launched'],
    );
  });

  it('is the same in any reading order', () => {
    const entries: JournalEntry[] = [
      call('b0', 0, [0, 1, 2]),
      launched('b0', 0, [0]),
      call('b0', 1, [1, 2]),
      refused('b0', 1),
      call('b0', 2, [1, 2]),
      launched('b0', 2, [1, 2]),
      call('b1', 0, [3]),
      refused('b1', 0),
      { kind: 'given-up', at: 9, rows: [3], code: 'X', message: 'why' },
      { kind: 'cancelled', at: 10, keepRunning: true, by: 'me' },
    ];
    const expected = foldEntries(entries, 5);
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        const state = foldEntries(shuffled, 5);
        assert.deepEqual(state.runs, expected.runs);
        assert.deepEqual(state.cancelled, expected.cancelled);
        assert.equal(state.nextAttempt('b0'), 3);
      }),
    );
    assert.deepEqual(
      expected.runs.map((run) => run.state),
      ['launched', 'launched', 'launched', 'given-up', 'queued'],
    );
  });

  it('takes a cancel that terminates over one that keeps what runs', () => {
    const soft: JournalEntry = { kind: 'cancelled', at: 1, keepRunning: true, by: 'me' };
    const hard: JournalEntry = { kind: 'cancelled', at: 2, keepRunning: false, by: 'me' };
    assert.equal(foldEntries([hard, soft], 1).cancelled?.keepRunning, false);
    assert.equal(foldEntries([soft, hard], 1).cancelled?.keepRunning, false);
  });
});

describe('the journal on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(tmpdir(), 'spawn-journal-'));
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  it('gives back what was written, oldest first, readable by the user alone', async () => {
    const journal = openJournal(path.join(folder, 'deep', 'er'));
    assert.deepEqual(await journal.sweeps(), []);
    assert.deepEqual(await journal.read('sweep-a'), []);
    await journal.append('sweep-b', 'one');
    await journal.append('sweep-a', 'two');
    await journal.append('sweep-a', 'three');
    assert.deepEqual(await journal.sweeps(), ['sweep-a', 'sweep-b']);
    assert.deepEqual(await journal.read('sweep-a'), ['two', 'three']);
    const { mode } = await fs.stat(path.join(folder, 'deep', 'er', 'sweep-a.jsonl'));
    assert.equal(mode & 0o077, 0);
  });

  it('leaves out a line that a crash tore, and writes on after it', async () => {
    const journal = openJournal(folder);
    await journal.append('sweep', JSON.stringify(refused('b0', 0)));
    await fs.appendFile(path.join(folder, 'sweep.jsonl'), '{"kind":"refused","batch":"b0');
    assert.equal((await journal.read('sweep')).length, 1);
    await journal.append('sweep', JSON.stringify(refused('b0', 1)));
    const entries = (await journal.read('sweep')).flatMap((line) => parseEntry(line) ?? []);
    assert.deepEqual(entries.map(entryId), ['refused b0.0', 'refused b0.1']);
  });

  it('refuses to launch without a journal, in a sentence', async () => {
    const file = path.join(folder, 'file');
    await fs.writeFile(file, '');
    await assert.rejects(
      openJournal(path.join(file, 'journals')).append('sweep', 'line'),
      (error) =>
        error instanceof Failure &&
        error.kind === 'storage' &&
        /doesn't launch without it/.test(error.message),
    );
  });
});
