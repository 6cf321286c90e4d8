import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const sources = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : sources(file);
    return file.endsWith('.ts') ? [readFileSync(file, 'utf8')] : [];
  });

describe('docs/problems.md', () => {
  it('explains every code, and no other', () => {
    const page = readFileSync('docs/problems.md', 'utf8');
    const explained = [...page.matchAll(/^### ([a-z0-9-]+)$/gm)].map((match) => match[1] ?? '').sort();
    const text = sources('src/sweep').join('\n');
    assert.deepEqual(explained, [...new Set(explained)]);
    for (const code of explained) assert.ok(text.includes(`'${code}'`), `${code} is never reported`);
    // Codes follow `code:`, are an argument of a short helper that makes a finding, or precede a severity.
    const told = [
      ...text.matchAll(/\bcode: (?:\w+ \? )?'([a-z0-9-]+)'(?: : '([a-z0-9-]+)')?/g),
      ...text.matchAll(/\b(?:fail|found|wrong|problem|note)\(\s*(?:[^'`]*?,\s*)?'([a-z0-9]+-[a-z0-9-]+)',/g),
      ...text.matchAll(/'([a-z0-9-]+)',\s*'(?:error|warning|information)'/g),
    ].flatMap(([, one, other]) => [one, other].filter((code) => code !== undefined));
    assert.ok(told.length > 50);
    for (const code of told) assert.ok(explained.includes(code), `${code} is not explained`);
  });
});
