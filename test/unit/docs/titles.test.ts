import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pages, proseOf, repository } from '../../markdown';

const read = (file: string): string => readFileSync(path.join(repository, file), 'utf8');

/** Everything that the extension can write on a button, in a menu or in a view. */
function writtenTexts(): ReadonlySet<string> {
  const nls: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
  const texts = new Set(Object.values(nls).map(plain));
  const sources = readdirSync(path.join(repository, 'src'), { recursive: true, withFileTypes: true });
  for (const entry of sources) {
    if (!entry.isFile() || !/\.(?:ts|tsx|html)$/.test(entry.name)) continue;
    const text = readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
    for (const [, single, double] of text.matchAll(/'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)"/g))
      texts.add(plain((single ?? double ?? '').replaceAll("\\'", "'")));
  }
  return texts;
}

/** Without icons, category and the dots of a question to come. */
const plain = (text: string): string =>
  text
    .replaceAll(/\$\([\w-]+\)(?: |\\u00a0)?/g, '')
    .replace(/^Spawn: /, '')
    .replace(/…$/, '')
    .replace(/^▷ /, '')
    .trim()
    .toLowerCase();

const literal = (text: string): string => text.replaceAll(/\{\d\}|\W/g, '');

/** Fits whatever a text with holes, `Launch {0} runs`, can become. */
const templateOf = (text: string): RegExp =>
  new RegExp(`^${text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\d\}/g, '.+')}$`);

/** Names of VS Code's own, and words that are stressed and no names. */
const others = new Set(
  [
    ...['Extensions', 'Install from VSIX', 'Settings', 'Output', 'Developer: Set Log Level', 'Run Extension'],
    ...['Editor Tests', 'Unit Tests in This File', 'spawn validate', 'Connect to Host', 'Problems'],
  ].map(plain),
);

describe('actions that are hidden where the local cloud is used', () => {
  it("are those of AWS's console and of an account, and the way to the local cloud, and no others", () => {
    const { contributes } = JSON.parse(read('package.json'));
    const menus: Readonly<Record<string, readonly { command?: string; when?: string }[]>> = contributes.menus;
    const hidden = Object.values(menus)
      .flat()
      .filter(({ when }) => when?.includes("provider == 'aws'"))
      .map(({ command }) => command);
    assert.deepEqual([...new Set(hidden)].sort(), [
      'spawn.chooseProfile',
      'spawn.chooseRegion',
      'spawn.openInConsole',
      'spawn.removeBelongings',
      'spawn.setUpAccount',
      'spawn.signIn',
      'spawn.tryLocally',
    ]);
  });
});

describe('names of actions in the documentation', () => {
  const texts = writtenTexts();
  const templates = [...texts]
    .filter((text) => /\{\d\}/.test(text) && literal(text).length >= 6)
    .map(templateOf);

  for (const { file, text } of pages(repository)) {
    if (file === 'CHANGELOG.md') continue;
    it(`of ${file} are those that the extension shows`, () => {
      const headings = new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => plain(heading)));
      const stressed = [...proseOf(text).matchAll(/(?<![*\w])\*([A-Z▷][^*\n]{2,60})\*(?![*\w])/g)].map(
        ([, name = '']) => name,
      );
      const unknown = stressed.filter((name) => {
        const wanted = plain(name);
        if (others.has(wanted) || texts.has(wanted) || headings.has(wanted)) return false;
        // `Launch 3 runs` is made of `Launch {0} runs`.
        return !templates.some((template) => template.test(wanted));
      });
      assert.deepEqual(unknown, []);
    });
  }
});

describe('package.nls.json', () => {
  it('has a text for every key of package.json, and no other', () => {
    const texts: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
    const keys = [...read('package.json').matchAll(/%([\w.-]+)%/g)].map(([, key]) => key);
    assert.deepEqual(Object.keys(texts).sort(), [...new Set(keys)].sort());
  });
});
