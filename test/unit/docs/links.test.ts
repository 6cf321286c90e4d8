import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { anchorsOf, linksIn, pages, repository } from '../../markdown';

describe('links of the documentation', () => {
  const all = pages(repository);
  const texts = new Map(all.map(({ file, text }) => [file, text]));

  for (const { file, text } of all) {
    it(`of ${file} lead to files and headings that exist`, () => {
      const broken = linksIn(text).filter((target) => {
        if (/^[a-z]+:/.test(target)) return !/^(https|mailto|vscode):/.test(target);
        const [to = '', anchor] = target.split('#');
        const page = to === '' ? file : path.posix.join(path.posix.dirname(file), to);
        if (!existsSync(path.join(repository, page))) return true;
        const read = texts.get(page);
        return anchor !== undefined && read !== undefined && !anchorsOf(read).has(anchor);
      });
      assert.deepEqual(broken, []);
    });
  }

  it('lead to every page of docs from the README', () => {
    const linked = new Set(linksIn(texts.get('README.md') ?? '').map((target) => target.split('#')[0]));
    const reachable = new Set(linked);
    for (const page of linked) {
      for (const target of linksIn(texts.get(page ?? '') ?? '')) {
        const [to = ''] = target.split('#');
        reachable.add(path.posix.join(path.posix.dirname(page ?? ''), to));
      }
    }
    const docs = all.map(({ file }) => file).filter((file) => file.startsWith('docs/'));
    assert.deepEqual(
      docs.filter((file) => !reachable.has(file)),
      [],
    );
  });
});
