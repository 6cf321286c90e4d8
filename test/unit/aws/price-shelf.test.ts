import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPriceShelf } from '../../../src/aws/prices/shelf';

const price = { usdPerHour: 0.0416, source: 'AWS Pricing API', asOf: '2026-09-01', at: 1 };

describe('prices that are cached for other processes', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spawn-prices-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are added to those of others, replaced by name, and read again', async () => {
    const file = path.join(folder, 'made/prices.json');
    await openPriceShelf(file).add(new Map([['a', price]]));
    const newer = { ...price, usdPerHour: 0.05, at: 2 };
    const other = openPriceShelf(file);
    await other.add(new Map([['b', price]]));
    await other.add(new Map([['a', newer]]));
    assert.deepEqual([...(await openPriceShelf(file).read())].sort(), [
      ['a', newer],
      ['b', price],
    ]);
    assert.deepEqual(await readdir(path.dirname(file)), ['prices.json']);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
  });

  it('are ignored one by one if they are not prices', async () => {
    const { asOf: _, ...undated } = price;
    const { at: __, ...neverAsked } = price;
    const { source: ___, ...unknown } = price;
    const file = path.join(folder, 'prices.json');
    const stored = {
      good: price,
      undated,
      neverAsked,
      unknown,
      free: { ...price, usdPerHour: 0 },
      negative: { ...price, usdPerHour: -1 },
      text: { ...price, usdPerHour: '1' },
      late: { ...price, at: '1' },
      sourceless: { ...price, source: 1 },
      misdated: { ...price, asOf: 1 },
      nothing: null,
      number: 1,
    };
    await writeFile(file, JSON.stringify(stored));
    assert.deepEqual([...(await openPriceShelf(file).read()).keys()], ['good', 'undated']);
  });

  it('are none in a file that is missing, damaged, or a folder, which is no error', async () => {
    const file = path.join(folder, 'prices.json');
    assert.equal((await openPriceShelf(file).read()).size, 0);
    for (const text of ['{"a":', 'null', '1', '[]']) {
      await writeFile(file, text);
      assert.equal((await openPriceShelf(file).read()).size, 0, text);
    }
    await openPriceShelf(file).add(new Map([['a', price]]));
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), { a: price });
    await mkdir(path.join(folder, 'taken/inside'), { recursive: true });
    await openPriceShelf(path.join(folder, 'taken')).add(new Map([['a', price]]));
    assert.deepEqual((await readdir(folder)).sort(), ['prices.json', 'taken']);
  });
});
