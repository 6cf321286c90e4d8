import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { openSweepFile } from '../../../src/cli/sweep-file';
import { ResultsFolder, realPlace, resultsLeadOut } from '../../../src/engine/collect/folder';
import { collectedSweepId } from '../../../src/engine/collect/manifest';
import { Failure } from '../../../src/engine/failure';
import { chooseFiles } from '../../../src/engine/files/choose';
import { packFiles } from '../../../src/engine/files/pack';
import { readRegular, readRegularSync } from '../../../src/engine/files/regular';
import { SweepDocument } from '../../../src/sweep/document';
import { longestText } from '../../../src/sweep/surroundings';

const gibibyte = 1024 ** 3;

/** Whoever clones a repository gets what someone else has put there. */
describe('a folder that someone else has filled', function () {
  // What waits for a pipe waits forever.
  this.timeout(10_000);
  let root: string;
  let folder: string;
  let socket: Server;

  before(async () => {
    root = await fs.mkdtemp(path.join(tmpdir(), 'spawn-repository-'));
    folder = path.join(root, 'project');
    await fs.mkdir(path.join(folder, 'data'), { recursive: true });
    execFileSync('mkfifo', [path.join(folder, 'pipe'), path.join(folder, 'data', 'pipe')]);
    await fs.writeFile(path.join(folder, 'data', 'a.csv'), 'a');
    await fs.symlink('/dev/zero', path.join(folder, 'zero'));
    await fs.symlink('pipe', path.join(folder, 'to-pipe'));
    await fs.symlink(path.join(root, 'secret'), path.join(folder, 'to-secret'));
    await fs.writeFile(path.join(root, 'secret'), 'secret');
    await fs.writeFile(path.join(folder, 'huge'), '');
    await fs.truncate(path.join(folder, 'huge'), 40 * gibibyte);
    await fs.writeFile(path.join(folder, 'large.csv'), 'a,b\n'.repeat(longestText / 4 + 1));
    socket = createServer().listen(path.join(folder, 'socket'));
    await new Promise((resolve) => socket.once('listening', resolve));
  });
  after(async () => {
    socket.close();
    await fs.rm(root, { recursive: true, force: true });
  });

  const strange = ['pipe', 'to-pipe', 'socket', 'zero'];

  it('is read without waiting, and never as a whole where it has no end', async () => {
    for (const name of strange) {
      assert.equal(readRegularSync(path.join(folder, name), 10), 'special', name);
      assert.equal(await readRegular(path.join(folder, name), 10), 'special', name);
    }
    assert.equal(readRegularSync(path.join(folder, 'huge'), longestText), 'too-large');
    assert.equal(await readRegular(path.join(folder, 'huge'), longestText), 'too-large');
    // Says that it is empty, and is not.
    const own = await readRegular('/proc/self/status', 100).catch(() => 'too-large');
    assert.equal(own, 'too-large');
    assert.equal(String(await readRegular(path.join(root, 'secret'), 6)), 'secret');
    assert.equal(await readRegular(path.join(root, 'secret'), 5), 'too-large');
  });

  for (const [key, value] of [
    ['a script', (name: string) => `user_data: {file: ${name}}\nparams: [{a: 1}]\n`],
    ['a table of runs', (name: string) => `params: {file: ${name}}\n`],
  ] as const)
    it(`is a problem at the value where it is named as ${key}`, async () => {
      const problemsOf = async (name: string): Promise<readonly string[]> => {
        const file = path.join(folder, 'sweep.yaml');
        const text = key === 'a script' ? `defaults: {${value(name).replace('\n', '}\n')}` : value(name);
        await fs.writeFile(file, text);
        const { source, surroundings } = await openSweepFile('sweep.yaml', file);
        const document = new SweepDocument(source, {
          defaults: { instanceType: 't3.micro', region: 'us-east-1' },
          surroundings,
        });
        return document
          .problems()
          .filter(({ severity }) => severity === 'error')
          .map(({ code, message }) => `${code}: ${message}`);
      };
      for (const name of ['pipe', 'to-pipe', 'socket', 'data'])
        assert.match((await problemsOf(name)).join('\n'), /^file-special: `[^`]+` isn't a text file/, name);
      for (const name of ['huge', 'large.csv'])
        assert.match((await problemsOf(name)).join('\n'), /^file-too-large: .*larger than 16 MB/, name);
      for (const name of ['zero', 'to-secret'])
        assert.match(
          (await problemsOf(name)).join('\n'),
          /^file-outside: .*a link that points outside/,
          name,
        );
    });

  it('is not a sweep file, which is reported at once', async () => {
    for (const name of strange)
      await assert.rejects(
        openSweepFile(name, path.join(folder, name)),
        (error) => isFailure(error, 'NotASweepFile'),
        name,
      );
    await assert.rejects(openSweepFile('huge', path.join(folder, 'huge')), (error) =>
      isFailure(error, 'NotASweepFile'),
    );
  });

  it('sends no pipe, and nothing that is too large, to an instance', async () => {
    for (const name of ['pipe', 'zero', 'socket', 'to-secret'])
      await assert.rejects(chooseFiles(folder, [name]), (error) => isFailure(error, 'FilesLeftBehind'), name);
    const { files, left } = await chooseFiles(folder, ['data', 'huge']);
    assert.deepEqual(left.obstacles, [{ path: 'data/pipe', obstacle: 'special' }]);
    await assert.rejects(packFiles(folder, files), (error) => isFailure(error, 'FilesTooLarge'));
    // What was a file when it was chosen.
    const meanwhile = [{ path: 'pipe', size: 1, executable: false }];
    await assert.rejects(packFiles(folder, meanwhile), (error) => isFailure(error, 'FilesUnreadable'));
  });

  it('may call a pipe .gitignore, or the list of what was collected', async () => {
    const trap = path.join(root, 'trap');
    await fs.mkdir(trap);
    execFileSync('mkfifo', [path.join(trap, '.gitignore'), path.join(trap, '.spawn-collected.json')]);
    await fs.writeFile(path.join(trap, 'train.py'), '');
    assert.deepEqual(
      (await chooseFiles(trap, ['**'])).files.map((file) => file.path),
      ['train.py'],
    );
    assert.equal(await collectedSweepId(trap), undefined);
    const opened = await ResultsFolder.open(trap, trap);
    assert.equal(await opened.readText('.gitignore', 10), undefined);
  });

  describe('where results go', () => {
    const refused = async (place: string): Promise<string> => {
      try {
        await ResultsFolder.open(place, folder);
      } catch (error) {
        assert.ok(error instanceof Failure && error.code === resultsLeadOut, String(error));
        return error.message;
      }
      return '';
    };

    it('doesn’t lead out of the workspace through a link, and shows where it would', async () => {
      const elsewhere = path.join(root, 'home', '.ssh');
      await fs.mkdir(elsewhere, { recursive: true });
      await fs.symlink(elsewhere, path.join(folder, 'results'));
      await fs.symlink(path.join(root, 'home'), path.join(folder, 'linked'));
      await fs.symlink(path.join(root, 'not-there'), path.join(folder, 'dangling'));
      for (const [name, real] of [
        ['results', elsewhere],
        ['results/sweep-1', path.join(elsewhere, 'sweep-1')],
        ['linked/.ssh/deep/er', path.join(elsewhere, 'deep', 'er')],
      ] as const) {
        const said = await refused(path.join(folder, name));
        assert.ok(said.includes(real), said);
        assert.equal(await realPlace(path.join(folder, name)), real);
      }
      for (const name of ['dangling', 'dangling/results'])
        assert.match(await refused(path.join(folder, name)), /is a broken link/);
      assert.deepEqual(await fs.readdir(elsewhere), []);
      assert.deepEqual(await fs.readdir(root).then((names) => names.includes('not-there')), false);
    });

    it('is any folder of the workspace, also through a link within it, and any that the user has chosen', async () => {
      await fs.mkdir(path.join(folder, 'scratch'));
      await fs.symlink('scratch', path.join(folder, 'inside'));
      for (const name of ['new/deep', 'inside', 'inside/deep', '..results'])
        assert.equal(await refused(path.join(folder, name)), '', name);
      const linked = path.join(folder, 'results');
      const agreed = (await realPlace(linked)) ?? '';
      await ResultsFolder.open(linked, agreed);
      await ResultsFolder.open(linked, undefined);
      assert.equal(await refused(path.join(root, 'project-too')).then((said) => said !== ''), true);
    });
  });
});

const isFailure = (error: unknown, code: string): boolean => error instanceof Failure && error.code === code;
