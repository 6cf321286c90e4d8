import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../markdown';

describe('docs/security.md', () => {
  const rows = readFileSync(path.join(repository, 'docs/security.md'), 'utf8')
    .split('\n| claim | test |\n|---|---|\n')
    .slice(1)
    .flatMap((table) => (table.split('\n\n')[0] ?? '').split('\n'))
    .filter((row) => row.startsWith('|'));

  it('names for each claim a test that there is', () => {
    assert.ok(rows.length > 35, String(rows.length));
    const missing = rows.flatMap((row) => {
      const named = [...row.matchAll(/`(test\/[^`]+)`: ((?:“[^”]+”(?:, )?)+)/g)].flatMap(
        ([, file = '', titles = '']) =>
          [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
      );
      if (named.length === 0) return [row];
      return named.flatMap(({ file, title }) =>
        readFileSync(path.join(repository, file), 'utf8').includes(title) ? [] : [`${file}: ${title}`],
      );
    });
    assert.deepEqual(missing, []);
  });
});
