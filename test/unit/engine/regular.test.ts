import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { readRegular, readRegularSync } from '../../../src/engine/files/regular';

const CHUNK = 1024 * 1024;

describe('reading a file that may be anything', () => {
  let folder: string;
  before(async () => {
    folder = await fs.mkdtemp(path.join(tmpdir(), 'spawn-regular-'));
  });
  after(() => fs.rm(folder, { recursive: true }));

  const bytes = (size: number): Buffer => Buffer.alloc(size, 'abcdefg');

  for (const size of [0, 1, 500, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 7])
    it(`gives all of ${size} bytes, and nothing of more than may be read`, async () => {
      const file = path.join(folder, String(size));
      await fs.writeFile(file, bytes(size));
      for (const most of [size, size + 1, 10 * CHUNK]) {
        const [read, readSync] = [await readRegular(file, most), readRegularSync(file, most)];
        assert.ok(Buffer.isBuffer(read) && read.equals(bytes(size)));
        assert.ok(Buffer.isBuffer(readSync) && readSync.equals(bytes(size)));
      }
      if (size > 0) {
        assert.equal(await readRegular(file, size - 1), 'too-large');
        assert.equal(readRegularSync(file, size - 1), 'too-large');
      }
    });

  it('reads files whose size the system doesn’t report', async () => {
    if (process.platform !== 'linux') return;
    const read = await readRegular('/proc/self/status', CHUNK);
    assert.match(read.toString(), /^Name:.*\nPid:/s);
    assert.equal(readRegularSync('/proc/self/status', 10), 'too-large');
  });
});
