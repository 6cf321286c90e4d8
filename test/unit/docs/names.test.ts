import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A declaration that other files may import. */
const exported =
  /^export (?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|enum) ([A-Za-z_$][\w$]*)/gm;

describe('exported names', () => {
  it('say what each is: none is declared twice', () => {
    const files = new Map<string, string[]>();
    for (const entry of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
      const file = entry.replaceAll(path.sep, '/');
      // The local cloud is a program of its own, which nothing else imports.
      if (!file.endsWith('.ts') || file.startsWith('local/') || file.includes('/generated/')) continue;
      const names = [...readFileSync(path.join('src', file), 'utf8').matchAll(exported)];
      // A type and a constant of one name in one file are one thing.
      for (const name of new Set(names.map(([, found = '']) => found)))
        files.set(name, [...(files.get(name) ?? []), file]);
    }
    assert.deepEqual(
      [...files].filter(([, where]) => where.length > 1),
      [],
    );
  });
});
