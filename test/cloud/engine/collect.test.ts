import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { resultsPrefix } from '../../../src/agent/record';
import type { Engine } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import type { Store } from '../../../src/engine/ports';
import { FaultyEngine } from './faulty';
import type { Answer } from './proxy';
import { ignore, launched, requestFor, sweepOf, World } from './world';

/** Every file below a folder, with `/` between its parts, in order; links are not followed. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

describe('collecting, through the AWS SDK', () => {
  let world: World;
  let engine: Engine;
  let store: Store;
  let folders = 0;

  before(async () => {
    world = await World.start();
    engine = world.engine();
  });
  after(() => world.stop());

  /** A sweep of so many runs that wrote these files, in a name of its own. */
  const written = async (name: string, size: number, results: Record<string, string>): Promise<string> => {
    const { id, preview, view } = await launched(engine, requestFor({ ...sweepOf(size), name }));
    assert.ok(view.bucket !== undefined);
    store = world.aws.store(view.bucket, world.cloud.region);
    for (const run of preview.plan.batches.flatMap((batch) => batch.runs))
      await world.finish(view.bucket, id, run, { state: 'succeeded', exit: 0, results });
    return id;
  };
  const newFolder = (): string => {
    folders += 1;
    return path.join(world.folder, `results-${folders}`);
  };

  it('keeps every key inside the folder, under a name that every system takes, and says which had to move', async () => {
    const long = 'x'.repeat(300);
    const id = await written('hostile', 1, {
      '../../escape.txt': 'up',
      '/etc/passwd': 'absolute',
      '..\\..\\win.txt': 'backslashes',
      'C:\\temp\\x.txt': 'drive',
      'nul.txt': 'device',
      'A.txt': 'upper',
      'a.txt': 'lower',
      'a.txt/b': 'file and folder',
      'output.log': 'no log',
      'half.spawn-part': 'mine',
      [`${long}.csv`]: 'long',
      'ü/日本.txt': 'plain',
    });
    const folder = newFolder();
    const outcome = await engine.collect(id, folder, ignore);
    const files = await filesIn(folder);
    const known = files.map((file) => file.replaceAll(/x{100,}/g, 'x…').replaceAll(/-[0-9a-f]{8}/g, '-#'));
    assert.deepEqual(known, [
      '.spawn-collected.json',
      'results.csv',
      'results.json',
      'run-0/A.txt',
      'run-0/C_/temp/x.txt',
      'run-0/_.._/_.._/escape.txt',
      'run-0/_.._/_.._/win.txt',
      'run-0/_nul.txt',
      'run-0/a.txt-#',
      'run-0/b56342e4-b',
      'run-0/etc/passwd',
      'run-0/half.spawn-part_',
      'run-0/output.log',
      'run-0/x…-#.csv',
      'run-0/ü/日本.txt',
    ]);
    assert.equal(outcome.files, 12);
    assert.equal(outcome.notes.length, 9);
    assert.match(
      outcome.notes.join('\n'),
      /\.\.\/\.\.\/escape\.txt is kept as run-0\/_\.\._\/_\.\._\/escape\.txt/,
    );
    const again = await engine.collect(id, folder, ignore);
    assert.deepEqual([again.files, again.unchanged], [0, 12]);
  });

  it('has a row for every run whatever its results hold, and notes on what could not be read', async () => {
    const id = await written('odd', 1, {
      'bad.json': '{"a": 1',
      'binary.json': '\u0000\u0001\u0002',
      'nan.json': '{"loss": NaN, "best": -Infinity, "x": 1}',
      'evil.json': '{"__proto__": {"polluted": 1}, "=cmd()": "=1+1", "Acc": 1, "acc": 2, "日本": "ü"}',
      'many.json': JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]))),
      'endless.json': JSON.stringify(
        Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`e${i}`, i])),
      ),
      'huge.json': `{"data": "${'y'.repeat(6 * 1024 * 1024)}"}`,
    });
    const folder = newFolder();
    const { notes } = await engine.collect(id, folder, ignore);
    const [row]: Record<string, unknown>[] = JSON.parse(
      await fs.readFile(path.join(folder, 'results.json'), 'utf8'),
    );
    assert.deepEqual(
      [
        'name',
        'nan.loss',
        'nan.best',
        'nan.x',
        'evil.__proto__.polluted',
        'evil.=cmd()',
        'evil.Acc',
        'evil.acc',
        'evil.日本',
        'many.k999',
      ].map((title) => row?.[title]),
      ['run-0', 'NaN', '-Infinity', 1, 1, '=1+1', 1, 2, 'ü', 999],
    );
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    const csv = await fs.readFile(path.join(folder, 'results.csv'), 'utf8');
    assert.match(csv, /,'=1\+1,/);
    assert.deepEqual(
      notes.map((note) => note.replace(/(is not JSON:).*/, '$1')),
      [
        'run-0/huge.json has 6.0 MiB: JSON of more than 5 MiB is taken for data and not read into the table. Collecting brings the whole file.',
        'bad.json of run-0 is not JSON:',
        'binary.json of run-0 is not JSON:',
        'endless.json of run-0 holds 9000 values, of which the first 2000 are shown.',
        'nan.json of run-0 holds NaN or Infinity, which are kept as text.',
        'The results name 3008 values; the table has 2000 of them.',
        'The columns evil.Acc and evil.acc differ in case alone: some programs take them for one.',
      ],
    );
    assert.deepEqual((await engine.results(id)).rows.length, 1);
  });

  it('writes nothing where a link leads out of the folder', async () => {
    const id = await written('link', 1, { 'deep/r.json': '{"a": 1}' });
    const folder = newFolder();
    const outside = newFolder();
    await fs.mkdir(outside);
    await fs.mkdir(path.join(folder, 'run-0'), { recursive: true });
    await fs.symlink(outside, path.join(folder, 'run-0/deep'));
    await assert.rejects(
      engine.collect(id, folder, ignore),
      (error) =>
        error instanceof Failure &&
        error.code === 'LinkLeadsOut' &&
        /run-0.deep is a link/.test(error.message),
    );
    assert.deepEqual(await filesIn(outside), []);
  });

  it('says that a folder held another sweep, and what of it lies there still', async () => {
    const first = await written('one', 2, { 'r.json': '{"a": 1}', 'plot.png': 'first' });
    const second = await written('two', 1, { 'r.json': '{"a": 2}' });
    const folder = newFolder();
    assert.deepEqual((await engine.collect(first, folder, ignore)).notes, []);
    const { notes } = await engine.collect(second, folder, ignore);
    assert.deepEqual(notes, [
      `This folder held the results of ${first}. results.csv and results.json are those of ${second} now, and 3 files of ${first} lie beside them still.`,
    ]);
    assert.deepEqual((await engine.collect(second, folder, ignore)).notes, []);
  });

  it('reads only what is new when the results of a running sweep are looked at again', async () => {
    const id = await written('again', 3, { 'r.json': '{"score": 1}' });
    await engine.results(id);
    await store.write(`${resultsPrefix(id, 'run-1')}r.json`, '{"score": 5}');
    const table = await engine.results(id);
    const at = table.columns.indexOf('score');
    assert.deepEqual(
      table.rows.map((row) => row[at]),
      [1, 5, 1],
    );
  });

  for (const { kind, what, fail } of [
    { what: 'the connection breaks', kind: 'network', fail: () => Promise.reject(new Error('broken')) },
    { what: 'the session ends', kind: 'credentials', fail: () => Promise.resolve(expired) },
  ] as const)
    it(`leaves nothing half-written when ${what}, and goes on where it was`, async () => {
      const id = await written(`broken-${kind}`, 4, { 'r.json': '{"a": 1}', 'b.bin': 'b'.repeat(1_000) });
      const faulty = await FaultyEngine.start(world, `broken-${kind}`);
      try {
        faulty.mischief = ({ action }) =>
          action.startsWith('GET ') && action.endsWith('/run-2/results/b.bin') ? fail() : undefined;
        const folder = newFolder();
        await assert.rejects(
          faulty.engine.collect(id, folder, ignore),
          (error) => error instanceof Failure && error.kind === kind && /\.$/.test(error.message),
        );
        const halfway = await filesIn(folder);
        assert.deepEqual(
          halfway.filter((file) => file.includes('run-2/b.bin') || file.includes('spawn-part')),
          [],
        );
        const fetched = halfway.filter((file) => file.startsWith('run-')).length;
        faulty.mischief = () => undefined;
        const outcome = await faulty.engine.collect(id, folder, ignore);
        assert.deepEqual([outcome.files, outcome.unchanged], [8 - fetched, fetched]);
        assert.equal((await filesIn(folder)).length, 3 + 8);
      } finally {
        await faulty.stop();
      }
    });
});

/** What S3 says of a session that is over. */
const expired: Answer = {
  status: 400,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>',
  ),
};
