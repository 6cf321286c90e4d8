import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A declaration that other files may import. */
const exported =
  /^export (?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|enum) ([A-Za-z_$][\w$]*)/gm;

/** Names that two files share on purpose. */
const shared = new Map([
  // One document: the local cloud writes `cloud.json`, and its clients read it. They share no code.
  ['CloudFile', ['local/cloud.ts', 'provider/cloud-file.ts']],
  // Named after the EC2 operation: the call of the client, and how the local cloud answers it.
  ['terminateInstances', ['aws/ec2/terminate.ts', 'local/protocols/ec2/change.ts']],
]);

describe('exported names', () => {
  it('are unique: none is declared twice', () => {
    const files = new Map<string, string[]>();
    for (const entry of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
      const file = entry.replaceAll(path.sep, '/');
      if (!file.endsWith('.ts') || file.includes('/generated/')) continue;
      const names = [...readFileSync(path.join('src', file), 'utf8').matchAll(exported)];
      // A type and a constant of one name in one file are one thing.
      for (const name of new Set(names.map(([, found = '']) => found)))
        files.set(name, [...(files.get(name) ?? []), file]);
    }
    const repeated = [...files].filter(([, where]) => where.length > 1);
    assert.deepEqual(new Map(repeated.map(([name, where]) => [name, where.toSorted()])), shared);
  });
});
