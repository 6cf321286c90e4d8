import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codesIn, pages, repository, rowsOf } from '../../markdown';

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
const properties: Readonly<Record<string, Property>> = manifest.contributes.configuration.properties;

describe('docs/settings.md', () => {
  const all = pages(repository);
  const text = all.find(({ file }) => file === 'docs/settings.md')?.text ?? '';
  const rows = new Map(
    rowsOf(text).flatMap(([name = '', form = '', fallback = '']) => {
      const [, setting] = /^`(spawn\.[\w.]+)`$/.exec(name) ?? [];
      return setting === undefined ? [] : [[setting, { form, fallback }] as const];
    }),
  );

  it('lists every setting, and no other', () => {
    assert.deepEqual([...rows.keys()].sort(), Object.keys(properties).sort());
  });

  for (const [name, property] of Object.entries(properties)) {
    it(`has the default and the values of ${name}`, () => {
      const { fallback = '', form = '' } = rows.get(name) ?? {};
      const [, written = ''] = /^`([^`]+)`/.exec(fallback) ?? [];
      assert.deepEqual(JSON.parse(written), property.default);
      for (const value of property.enum ?? []) assert.ok(form.includes(`"${value}"`), value);
      for (const key of Object.keys(property.properties ?? {})) assert.ok(form.includes(`"${key}"`), key);
    });
  }

  it('and all other pages name no setting that there is not', () => {
    const known = new Set([...Object.keys(properties), 'spawn.files']);
    const wrong = all.flatMap(({ file, text: page }) =>
      codesIn(page)
        .flatMap((code) => [...code.matchAll(/(?<![\w./-])spawn\.[a-z][\w.]*/gi)].map(([name]) => name))
        .filter((name) => !known.has(name) && !/\.(?:sh|service|json|md)$/.test(name))
        .map((name) => `${file}: ${name}`),
    );
    assert.deepEqual(wrong, []);
  });
});
