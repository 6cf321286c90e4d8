import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ledger } from '../../../src/local/state/ledger';

describe('what the local cloud remembers', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ledger-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const file = () => path.join(folder, 'state.jsonl');
  const rowsOf = (ledger: Ledger) => [...ledger.table<number>('numbers').values()];
  const reopened = (): number[] => {
    const ledger = new Ledger(folder);
    try {
      return rowsOf(ledger);
    } finally {
      ledger.close();
    }
  };

  it('holds what was set and not deleted, without being closed', () => {
    const table = new Ledger(folder).table<number>('numbers');
    table.set('a', 1);
    table.set('b', 2);
    table.set('a', 3);
    table.delete('b');
    assert.deepEqual(reopened(), [3]);
  });

  it('loses the line that a crash has torn, and no other', () => {
    const table = new Ledger(folder).table<number>('numbers');
    table.set('a', 1);
    appendFileSync(file(), '["numbers","b",');
    assert.deepEqual(reopened(), [1]);
  });

  it('holds changes that belong together, or none of them, wherever a crash cuts them', () => {
    const ledger = new Ledger(folder);
    const table = ledger.table<number>('numbers');
    table.set('before', 0);
    const start = readFileSync(file()).length;
    ledger.together(() => {
      table.set('a', 1);
      ledger.together(() => table.set('b', 2));
      table.delete('before');
    });
    const whole = readFileSync(file());
    for (let length = start; length <= whole.length; length++) {
      writeFileSync(file(), whole.subarray(0, length));
      assert.deepEqual(reopened(), length === whole.length ? [1, 2] : [0], `${length} bytes`);
    }
  });

  it('writes what was changed before an error, since memory has it', () => {
    const ledger = new Ledger(folder);
    const table = ledger.table<number>('numbers');
    assert.throws(() =>
      ledger.together(() => {
        table.set('a', 1);
        throw new Error('afterwards');
      }),
    );
    assert.deepEqual(reopened(), [1]);
  });
});
