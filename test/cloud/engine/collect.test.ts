import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { logPartKey, logPartSize, runFolder } from '../../../src/agent/record';
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

  it('keeps every key inside the folder, under a name that is valid on every system, and reports which have another path', async () => {
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
      /\.\.\/\.\.\/escape\.txt is saved as run-0\/_\.\._\/_\.\._\/escape\.txt/,
    );
    const again = await engine.collect(id, folder, ignore);
    assert.deepEqual([again.files, again.unchanged], [0, 12]);
  });

  it('brings the log of a script that runs, joined from its parts, and later the whole one', async () => {
    const { id, view } = await launched(engine, requestFor({ ...sweepOf(1), name: 'parts' }));
    assert.ok(view.bucket !== undefined);
    store = world.aws.store(view.bucket, world.cloud.region);
    const mine = runFolder(id, 'run-0', await world.identity(id, { index: 0 }));
    const text = Buffer.from(`${'x'.repeat(18 * logPartSize - 1)}é\n`);
    for (let offset = 0; offset < text.length; offset += logPartSize)
      await store.write(logPartKey(mine, offset), text.subarray(offset, offset + logPartSize));
    const folder = newFolder();
    const log = (): Promise<Buffer> => fs.readFile(path.join(folder, 'run-0/output.log'));
    assert.equal((await engine.collect(id, folder, ignore)).files, 1);
    assert.ok((await log()).equals(text));
    assert.deepEqual(await filesIn(path.join(folder, 'run-0')), ['output.log']);
    assert.equal((await engine.log(id, 'run-0')) === text.toString(), true);
    const again = await engine.collect(id, folder, ignore);
    assert.deepEqual([again.files, again.unchanged], [0, 1]);
    await store.write(`${mine}output.log`, 'the end\n');
    assert.equal((await engine.collect(id, folder, ignore)).files, 1);
    assert.equal((await log()).toString(), 'the end\n');
    assert.equal(await engine.log(id, 'run-0'), 'the end\n');
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
      ['name', 'loss', 'best', 'x', '__proto__.polluted', '=cmd()', 'Acc', 'acc', '日本', 'k999'].map(
        (title) => row?.[title],
      ),
      ['run-0', 'NaN', '-Infinity', 1, 1, '=1+1', 1, 2, 'ü', 999],
    );
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    const csv = await fs.readFile(path.join(folder, 'results.csv'), 'utf8');
    assert.match(csv, /,'=1\+1,/);
    assert.match(csv, /,NaN,-Infinity,/);
    assert.deepEqual(
      notes.map((note) => note.replace(/(isn't JSON:).*/, '$1')),
      [
        "run-0/huge.json is 6.0 MiB: JSON of more than 5 MiB is treated as data and isn't read into the table. Collecting downloads the whole file.",
        "bad.json of run-0 isn't JSON:",
        "binary.json of run-0 isn't JSON:",
        'endless.json of run-0 contains 9000 values, of which the first 2000 are shown.',
        'nan.json of run-0 contains NaN or Infinity, which are kept as text.',
        'The results contain 3008 values; the table shows 2000 of them.',
        'The columns Acc and acc differ only in case: some programs treat them as the same column.',
      ],
    );
    assert.deepEqual((await engine.results(id)).rows.length, 1);
  });

  it('brings keys that XML cannot hold, and passes over what marks a folder', async () => {
    const id = await written('control', 1, {
      'del\u007f.txt': '1',
      'esc\u001b[31m.txt': '2',
      'a\u0001b.txt': '3',
      'a b+c%20.txt': '4',
      'folder/': '',
      'folder/x.txt': '5',
    });
    // By no instance: put there manually.
    await store.write(`sweeps/${id}/runs/run-0/results/by-hand.txt`, Buffer.from('6'));
    const folder = newFolder();
    const outcome = await engine.collect(id, folder, ignore);
    assert.deepEqual(
      (await filesIn(folder)).filter((file) => file.startsWith('run-0/')),
      ['run-0/a b+c%20.txt', 'run-0/a_b.txt', 'run-0/del_.txt', 'run-0/esc_[31m.txt', 'run-0/folder/x.txt'],
    );
    assert.equal(await fs.readFile(path.join(folder, 'run-0/a b+c%20.txt'), 'utf8'), '4');
    assert.equal(outcome.notes.length, 4);
    assert.match(outcome.notes.at(-1) ?? '', /^1 object .* wasn't written by a Spawn instance/);
    assert.match(outcome.notes.join('\n'), /a\\x01b\.txt is saved as run-0\/a_b\.txt/);
    assert.doesNotMatch(outcome.notes.join(''), /\p{Cc}/u);
    const again = await engine.collect(id, folder, ignore);
    assert.deepEqual([again.files, again.unchanged, again.missed], [0, 5, 0]);
  });

  it('gives a run that is called like its own files a folder all the same', async () => {
    const sweep = sweepOf(3);
    const names = ['results.csv', 'Results.JSON', 'run-2'];
    const runs = sweep.runs.map((run, index) => ({ ...run, name: names[index] ?? run.name }));
    const { id, preview, view } = await launched(engine, requestFor({ ...sweep, runs, name: 'own' }));
    for (const run of preview.plan.batches.flatMap((batch) => batch.runs))
      await world.finish(view.bucket ?? '', id, run, {
        state: 'succeeded',
        exit: 0,
        results: { 'r.json': '{"a": 1}' },
      });
    const folder = newFolder();
    const outcome = await engine.collect(id, folder, ignore);
    assert.deepEqual(
      (await filesIn(folder)).map((file) => file.replace(/-[0-9a-f]{8}/, '-#')),
      [
        '.spawn-collected.json',
        'Results.JSON-#/r.json',
        'results.csv',
        'results.csv-#/r.json',
        'results.json',
        'run-2/r.json',
      ],
    );
    const rows: Record<string, unknown>[] = JSON.parse(
      await fs.readFile(path.join(folder, 'results.json'), 'utf8'),
    );
    assert.deepEqual(
      rows.map(({ name, a }) => [name, a]),
      names.map((name) => [name, 1]),
    );
    assert.deepEqual([outcome.files, outcome.runs, outcome.missed], [3, 3, 0]);
  });

  it('passes over what is in the way on this machine, and writes the table with the rest', async () => {
    const id = await written('blocked', 2, { 'r.json': '{"a": 1}', 'plot.png': 'p' });
    const folder = newFolder();
    await fs.mkdir(path.join(folder, 'run-0', 'r.json'), { recursive: true });
    await fs.writeFile(path.join(folder, 'run-0', 'r.json', 'mine'), 'keep');
    await fs.writeFile(path.join(folder, 'run-1'), 'a file');
    for (const expected of [
      [2, 0],
      [0, 2],
    ]) {
      const outcome = await engine.collect(id, folder, ignore);
      assert.deepEqual([outcome.files, outcome.unchanged, outcome.missed], [...expected, 2]);
      assert.deepEqual(outcome.notes.map((note) => note.replace(/-[0-9a-f]{8}/, '-#')).sort(), [
        'run-0/r.json is a folder here, so the file is saved as run-0/r.json-#.',
        'run-1/plot.png was not collected: a file exists where its folder should be (ENOTDIR).',
        'run-1/r.json was not collected: a file exists where its folder should be (ENOTDIR).',
      ]);
      const rows: Record<string, unknown>[] = JSON.parse(
        await fs.readFile(path.join(folder, 'results.json'), 'utf8'),
      );
      assert.deepEqual(
        rows.map(({ a }) => a),
        [1, null],
      );
    }
    assert.equal(await fs.readFile(path.join(folder, 'run-0', 'r.json', 'mine'), 'utf8'), 'keep');
    assert.equal(await fs.readFile(path.join(folder, 'run-1'), 'utf8'), 'a file');
  });

  it('distinguishes an object that is written again from one that S3 lists but doesn’t return', async () => {
    const id = await written('anew', 1, { 'a.txt': 'old', 'b.txt': 'b', 'c.txt': 'c', 'd.txt': 'd' });
    const faulty = await FaultyEngine.start(world, 'anew');
    try {
      const prefix = `${runFolder(id, 'run-0', await world.identity(id, { index: 0 }))}results/`;
      const gone: Answer = {
        status: 404,
        headers: { 'content-type': 'application/xml' },
        body: Buffer.from('<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no</Message></Error>'),
      };
      let rewritten = false;
      faulty.mischief = ({ action }) => {
        if (!action.startsWith('GET ')) return undefined;
        if (action.endsWith('/a.txt') && !rewritten) {
          rewritten = true;
          return store.write(`${prefix}a.txt`, 'newer').then(() => ({ ...gone, status: 412 }));
        }
        if (action.endsWith('/b.txt')) return Promise.resolve(gone);
        if (action.endsWith('/c.txt')) return store.remove(`${prefix}c.txt`).then(() => gone);
        return undefined;
      };
      const folder = newFolder();
      const outcome = await faulty.engine.collect(id, folder, ignore);
      assert.deepEqual([outcome.files, outcome.missed], [2, 1]);
      assert.equal(await fs.readFile(path.join(folder, 'run-0', 'a.txt'), 'utf8'), 'newer');
      assert.deepEqual([...outcome.notes].sort(), [
        "run-0/b.txt was not collected: S3 lists it, but doesn't return it (NoSuchKey).",
        'run-0/c.txt was deleted while it was being collected.',
      ]);
      faulty.mischief = () => undefined;
      const again = await faulty.engine.collect(id, folder, ignore);
      assert.deepEqual([again.files, again.unchanged, again.missed, again.notes], [1, 2, 0, []]);
    } finally {
      await faulty.stop();
    }
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

  it('reports that a folder contained another sweep, and what is still there of it', async () => {
    const first = await written('one', 2, { 'r.json': '{"a": 1}', 'plot.png': 'first' });
    const second = await written('two', 1, { 'r.json': '{"a": 2}' });
    const folder = newFolder();
    assert.deepEqual((await engine.collect(first, folder, ignore)).notes, []);
    const { notes } = await engine.collect(second, folder, ignore);
    assert.deepEqual(notes, [
      `This folder had the results of ${first}. results.csv and results.json are now those of ${second}, and 3 files of ${first} are still next to them.`,
    ]);
    assert.deepEqual((await engine.collect(second, folder, ignore)).notes, []);
  });

  it('reads only what is new when the results of a running sweep are looked at again', async () => {
    const id = await written('again', 3, { 'r.json': '{"score": 1}' });
    await engine.results(id);
    const identity = await world.identity(id, { index: 1 });
    await store.write(`${runFolder(id, 'run-1', identity)}results/r.json`, '{"score": 5}');
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
    it(`leaves nothing half-written when ${what}, and continues where it was`, async () => {
      const id = await written(`broken-${kind}`, 4, { 'r.json': '{"a": 1}', 'b.bin': 'b'.repeat(1_000) });
      const faulty = await FaultyEngine.start(world, `broken-${kind}`);
      try {
        faulty.mischief = ({ action }) =>
          /^GET .*\/run-2\/.*\/results\/b\.bin$/.test(action) ? fail() : undefined;
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
